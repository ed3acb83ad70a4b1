"""One thing a pattern read in one message, before names are resolved to references."""

import re
from dataclasses import dataclass

from resolvers.mentions.cues import mention_cues
from resolvers.names.alias_form import alias_form
from resolvers.roles.titles import title_roles
from resolvers.statements.masking import MaskedText
from resolvers.statements.phrasebook import MASK, Language, Pattern, group

_SENTENCE_END = re.compile(r"[。.!！?？\n;；]")
_ONLY_MASK = re.compile(rf"[\s\"“”「」『』'‘’]*{MASK}[\s\"“”「」『』'‘’]*")


@dataclass(frozen=True)
class Claim:
    """What was read.

    Attributes:
        kind: Kind of statement.
        pattern: Name of the pattern.
        subject_name: Name it is about, or None where it is about the speaker.
        object_name: Name or title it states.
        is_negated: Whether it denies.
        is_doubtful: Whether it guesses or asks.
        place: Place of the object in the message, in characters.
    """

    kind: str
    pattern: str
    subject_name: str | None
    object_name: str
    is_negated: bool
    is_doubtful: bool
    place: int


def claims_of(language: Language, pattern: Pattern, shown: MaskedText, earlier_name: str | None) -> list[Claim]:
    """All claims of one pattern in one message.

    Args:
        language: Language of the pattern.
        pattern: Pattern to read with.
        shown: The message with masked names.
        earlier_name: The one name in the message before, for 'he is our HR'; None where there is none or several.
    """
    return [
        claim
        for found in pattern.match.finditer(shown.text)
        if (claim := _claim(language, pattern, shown, found, earlier_name)) is not None
    ]


def _claim(
    language: Language, pattern: Pattern, shown: MaskedText, found: re.Match[str], earlier_name: str | None
) -> Claim | None:
    stated = group(found, "object")
    if stated is None or not _is_own_claim(language, shown.text, found):
        return None
    if pattern.must_hold is not None and not pattern.must_hold.search(found.group()):
        return None
    words, start = stated
    object_name = shown.original(words)
    if not _is_usable(language, pattern, found, words, object_name):
        return None
    subject_name: str | None = None
    is_hearsay = False
    if pattern.subject == "name":
        named = group(found, "subject")
        if named is None:
            return None
        subject_name = shown.original(named[0])
    elif pattern.subject == "previous":
        here = re.findall(MASK, shown.text[: found.start()])
        subject_name = shown.original(here[-1]) if here else earlier_name
        is_hearsay = not here
        if subject_name is None:
            return None
    if subject_name is not None and alias_form(subject_name) == alias_form(object_name):
        return None
    return Claim(
        kind=pattern.kind,
        pattern=pattern.name,
        subject_name=subject_name,
        object_name=object_name,
        is_negated=group(found, "not") is not None,
        is_doubtful=is_hearsay or is_doubtful(language, shown.text, found.start(), start + len(words)),
        place=shown.places[start],
    )


def _is_own_claim(language: Language, text: str, found: re.Match[str]) -> bool:
    """Not somebody else's words, a pretence or a condition ("he said …", "如果我是…")."""
    start = found.start() + len(found.group()) - len(found.group().lstrip(" ,，.。!！;；:："))
    return language.not_own_words.search(text[max(0, start - 20) : start]) is None


def _is_usable(language: Language, pattern: Pattern, found: re.Match[str], words: str, object_name: str) -> bool:
    """Whether the object can be what the pattern takes it for: a title, a known name, or a likely new one."""
    if pattern.kind == "role_title":
        return alias_form(object_name) in title_roles()
    if _ONLY_MASK.fullmatch(words):
        return True
    form = alias_form(object_name)
    if not form or form in mention_cues()["function_words"] or form in title_roles():
        return False
    # Quotation marks alone make no name ("i'm not 'duplicating'"): where a pattern is weak, the shape must be one too.
    is_weak = not any("_new" in key for key, value in found.groupdict().items() if value is not None)
    if is_weak and re.fullmatch(language.new_name, object_name) is None:
        return False
    return language.not_in_new_name.search(object_name) is None


def is_doubtful(language: Language, text: str, start: int, end: int) -> bool:
    """Whether the sentence around a match guesses, or asks after its object."""
    before = max((found.end() for found in _SENTENCE_END.finditer(text, 0, start)), default=0)
    closing = _SENTENCE_END.search(text, end)
    after = len(text) if closing is None else closing.end()
    return (
        language.doubt.search(text[before:after]) is not None or language.question.search(text[end:after]) is not None
    )
