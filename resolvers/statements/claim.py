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
        object_name: Name, title or account it states, as written.
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
    object_name = shown.original(words, start)
    if not is_usable(language, pattern, found, words, object_name):
        return None
    is_hearsay = False
    subject_name: str | None = None
    if pattern.subject == "name":
        named = group(found, "subject")
        if named is None:
            return None
        subject_name = shown.original(*named)
        if not _can_be_name(language, subject_name, named[0]):
            return None
    elif pattern.subject == "previous":
        subject_name, is_hearsay = _last_named(shown, found.start(), earlier_name)
        if subject_name is None:
            return None
    if subject_name is not None and alias_form(subject_name) == alias_form(object_name):
        return None
    return Claim(
        kind=pattern.kind,
        pattern=pattern.name,
        subject_name=subject_name,
        object_name=object_name,
        # Who asks "isn't he hammer?" leans to yes.
        is_negated=group(found, "not") is not None and not _is_asked(language, shown.text, start + len(words)),
        is_doubtful=pattern.is_guess
        or is_hearsay
        or is_doubtful(language, shown.text, found.start(), start + len(words)),
        place=shown.places[start],
    )


def _last_named(shown: MaskedText, before: int, earlier_name: str | None) -> tuple[str | None, bool]:
    """Whom 'he' means: the last name before it in the message, else the one of the message before, which is hearsay."""
    here = [(found.group(), found.start()) for found in re.finditer(MASK, shown.text[:before])]
    if here:
        return shown.original(*here[-1]), False
    return earlier_name, True


def _is_own_claim(language: Language, text: str, found: re.Match[str]) -> bool:
    """Not somebody else's words, a pretence or a condition ("he said …", "如果我是…")."""
    start = found.start() + len(found.group()) - len(found.group().lstrip(" ,，.。!！;；:：\n"))
    return language.not_own_words.search(text[max(0, start - 20) : start]) is None


def is_usable(language: Language, pattern: Pattern, found: re.Match[str], words: str, object_name: str) -> bool:
    """Whether the object can be what the pattern takes it for: a title, a known name, or a likely new one.

    Args:
        language: Language of the pattern.
        pattern: The pattern.
        found: Where it matched.
        words: The object as matched.
        object_name: The object as written.
    """
    if pattern.kind == "role_title":
        return alias_form(object_name) in title_roles()
    if pattern.kind == "has_account":
        return True
    if _ONLY_MASK.fullmatch(words):
        return True
    if not _can_be_name(language, object_name, words):
        return False
    # Quotation marks alone make no name ("i'm not 'duplicating'"): where a pattern is weak, the shape must be one too.
    is_weak = not any(
        key.startswith(("object_new", "object_any")) for key, value in found.groupdict().items() if value is not None
    )
    return not is_weak or re.fullmatch(language.new_name, words.strip(" \"“”「」『』'‘’")) is not None


def _can_be_name(language: Language, name: str, words: str) -> bool:
    """Whether words nobody is known by can be a name: no title, no function word, no rest of a sentence."""
    if _ONLY_MASK.fullmatch(words):
        return True
    form = alias_form(name)
    if not form or form in mention_cues()["function_words"] or form in title_roles():
        return False
    return language.not_in_new_name.search(words.strip(" \"“”「」『』'‘’")) is None


def _is_asked(language: Language, text: str, end: int) -> bool:
    closing = _SENTENCE_END.search(text, end)
    return language.question.search(text[end : len(text) if closing is None else closing.end()]) is not None


def is_doubtful(language: Language, text: str, start: int, end: int) -> bool:
    """Whether the sentence around a match guesses, asks after its object, or the message takes it back as a joke."""
    before = max((found.end() for found in _SENTENCE_END.finditer(text, 0, start)), default=0)
    closing = _SENTENCE_END.search(text, end)
    after = len(text) if closing is None else closing.end()
    return (
        language.doubt.search(text[before:after]) is not None
        or language.question.search(text[end:after]) is not None
        or (language.joke is not None and language.joke.search(text) is not None)
    )
