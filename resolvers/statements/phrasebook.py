"""The phrase files (phrases/*.toml) as compiled patterns; languages are data, adding one is adding a file.

Names are masked before matching (resolvers.statements.masking), so a pattern sees one sign of the private-use area
where a known name stands: it can't fire on ordinary words.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import opencc

from resolvers.roles.titles import title_roles
from resolvers.statements.marks import without_marks

# One sign of the private-use area for each known name of a message, in order of place.
FIRST_MASK, LAST_MASK = 0xE000, 0xF8FF
MASK = f"[{chr(FIRST_MASK)}-{chr(LAST_MASK)}]"
_QUOTED = rf"[\"“「『'‘]\s?(?:{MASK}|[^\"”」』'’\s,，。]{{1,24}})\s?[\"”」』'’]"
# A number, address or account as people write it; whether it is one is told by what the text rules found there, or by
# the case. `login` also takes what only a word for an account makes one ("new account for crab: 888").
_EMAIL = r"[a-z0-9][a-z0-9_.+-]*@[a-z0-9-]+(?:\.[a-z0-9-]+)+"
_UNITS = r"u|k|w|m|h|s|x|p|px|ms|min|kb|mb|gb|tb|kg|km|mhz|ghz|usdt?|rmb|cny|eur|rub|php|vnd"
ACCOUNT = (
    rf"(?:\+?\d[\d ().-]{{5,20}}\d|{_EMAIL}|@[a-z][a-z0-9_]{{3,31}}"
    rf"|(?!\d+(?:[.,]\d+)?(?:{_UNITS})\b)(?=[a-z_.-]*[\d_])[a-z0-9][a-z0-9_.-]{{3,30}}[a-z0-9_])(?![a-z0-9_@])"
)
_LOGIN = rf"(?:{ACCOUNT}|{MASK}|@?(?=[a-z_.-]*\d)[a-z0-9][a-z0-9_.-]{{1,30}}[a-z0-9_](?![a-z0-9_@]))"
# The cue of a pattern that is read wherever the text rules found a number, address or account.
IDENTIFIER_CUE = "{identifier}"
_PLACEHOLDER = re.compile(r"\{(subject|subject_new|object|object_new|object_any|title|account|login)(_\d)?\}")


@dataclass(frozen=True)
class Example:
    """A sentence a pattern must read, with what it must read in it."""

    text: str
    subject: str | None
    object: str | None
    is_negated: bool
    is_doubtful: bool


@dataclass(frozen=True, eq=False)
class Pattern:
    """One way of saying something.

    Attributes:
        name: Name of the pattern, published with each statement.
        kind: Kind of statement.
        subject: speaker, answerer, name or previous.
        cues: Words without which it can't match; they keep the search cheap.
        match: Regular expression over the masked text with the groups subject, object and not (numbered twins allowed).
        needs_name: Whether it can match only where a known or quoted name stands.
        is_guess: Whether what it reads is a guess even when nothing says so.
        is_yes_or_no: Whether a question holds its own answer ("are you hammer?").
        must_hold: Expression that must be found inside the match, or None.
        yes: Sentences it must read.
        no: Sentences it must not read.
    """

    name: str
    kind: str
    subject: str
    cues: tuple[str, ...]
    match: re.Pattern[str]
    must_hold: re.Pattern[str] | None
    needs_name: bool
    is_guess: bool
    is_yes_or_no: bool
    yes: tuple[Example, ...]
    no: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Language:
    """The phrases of one language.

    Attributes:
        code: zh, en, ….
        patterns: Statements inside one message.
        questions: Questions whose answer makes a statement.
        answer_lead: What may stand before the name in an answer.
        answer_self: Answers that mean the answerer.
        answer_tail: What may stand behind it.
        new_name: Shape of a bare name that nobody has borne yet.
        not_in_new_name: What shows that such a shape is no name.
        doubt: Words of doubt.
        question: Signs of a question.
        not_own_words: What, right before a match, shows that the words are not the speaker's claim.
        joke: Words that take a whole message back ("just kidding"), or None.
        denial: Words by which somebody tells another that he takes people for each other ("you mix them up"), or None.
        folds_marks: Whether people type it without the marks on its letters too.
        answer_yes: Answers that affirm a question, or None.
        answer_no: Answers that deny it.
        known: Names the examples take as known.
        self_new: A bare new name in a weak self-introduction ("我是石头"): believed when others call somebody so.
        called_new: A bare new name at the start of a message that speaks to its bearer.
        superior_new: A bare new name of a superior ("都听大山的"): believed when two messages speak of him so.
    """

    code: str
    patterns: tuple[Pattern, ...]
    questions: tuple[Pattern, ...]
    answer_lead: str
    answer_self: str
    answer_tail: str
    new_name: str
    not_in_new_name: re.Pattern[str]
    doubt: re.Pattern[str]
    question: re.Pattern[str]
    not_own_words: re.Pattern[str]
    joke: re.Pattern[str] | None
    denial: re.Pattern[str] | None
    folds_marks: bool
    answer_yes: str | None
    answer_no: str | None
    known: tuple[str, ...]
    self_new: str | None
    called_new: str | None
    superior_new: str | None


def group(found: re.Match[str], name: str) -> tuple[str, int] | None:
    """Text and start of a named group or its numbered twins; None when none took part."""
    for key, value in found.groupdict().items():
        if value is not None and (
            key == name or re.fullmatch(rf"{name}(?:_new|_any|_title|_account|_login)?(?:_\d)?", key)
        ):
            return value, found.start(key)
    return None


@cache
def languages() -> tuple[Language, ...]:
    """All languages, in order of their file names."""
    folder = files("resolvers.statements").joinpath("phrases")
    entries = sorted(
        (entry for entry in folder.iterdir() if entry.name.endswith(".toml")), key=lambda found: found.name
    )
    return tuple(_language(tomllib.loads(entry.read_text(encoding="utf-8"))) for entry in entries)


def _language(data: Mapping[str, Any]) -> Language:
    new_name = str(data["new_name"])
    end = str(data["end"])
    folds_marks = bool(data.get("folds_marks", False))
    if folds_marks:
        data = {key: value if key in _AS_WRITTEN else _without_marks(value) for key, value in data.items()}
        end, new_name = str(data["end"]), str(data["new_name"])
    answer = data.get("answer", {})
    joke, denial = data.get("joke"), data.get("denial")
    return Language(
        code=str(data["language"]),
        patterns=tuple(_pattern(entry, end, new_name) for entry in data["pattern"]),
        questions=tuple(_pattern(entry, end, new_name) for entry in data.get("question", ())),
        answer_lead=str(answer.get("lead", "")),
        answer_self=str(answer.get("self", "")),
        answer_tail=str(answer.get("tail", "")),
        new_name=new_name,
        not_in_new_name=re.compile(str(data["not_in_new_name"]), re.IGNORECASE),
        doubt=re.compile(str(data["doubt"]), re.IGNORECASE),
        question=re.compile(str(data["asks"])),
        not_own_words=re.compile(str(data["not_own_words"]), re.IGNORECASE),
        joke=None if joke is None else re.compile(str(joke), re.IGNORECASE),
        denial=None if denial is None else re.compile(str(denial), re.IGNORECASE),
        folds_marks=folds_marks,
        answer_yes=answer.get("yes"),
        answer_no=answer.get("no"),
        known=tuple(data["known"]),
        self_new=data.get("self_new"),
        called_new=data.get("called_new"),
        superior_new=data.get("superior_new"),
    )


# Kept with their marks: the examples, names, and what is matched against texts as they are written.
_AS_WRITTEN = frozenset({"language", "known", "self_new", "called_new", "superior_new"})


def _without_marks(value: Any) -> Any:  # noqa: ANN401 (a value of a TOML file)
    """A value of a phrase file with no marks on its letters; the examples of a pattern keep them."""
    if isinstance(value, str):
        return without_marks(value)
    if isinstance(value, list):
        return [_without_marks(part) for part in value]
    if isinstance(value, dict):
        return {
            key: part if key in ("yes", "no", "cues") and isinstance(part, list) else _without_marks(part)
            for key, part in value.items()
        }
    return value


@cache
def _to_traditional() -> opencc.OpenCC:
    return opencc.OpenCC("s2t")


def _spellings(cue: str) -> tuple[str, ...]:
    """A cue in simplified and traditional characters, with and without marks."""
    return cue, _to_traditional().convert(cue), without_marks(cue)


def _pattern(entry: Mapping[str, Any], end: str, new_name: str) -> Pattern:
    must_hold = entry.get("must_hold")
    return Pattern(
        name=str(entry["name"]),
        kind=str(entry["kind"]),
        subject=str(entry["subject"]),
        cues=tuple(sorted({spelling for cue in entry["cues"] for spelling in _spellings(str(cue).lower())})),
        # Each line of a message can be a sentence of its own.
        match=re.compile(_filled(str(entry["match"]), end, new_name), re.IGNORECASE | re.MULTILINE),
        must_hold=None if must_hold is None else re.compile(str(must_hold), re.IGNORECASE),
        needs_name=_needs_name(str(entry["match"])),
        is_guess=bool(entry.get("guess", False)),
        is_yes_or_no="{object" in entry["match"],
        yes=tuple(_examples(entry["yes"])),
        no=tuple(str(text) for text in entry["no"]),
    )


@cache
def _title_spellings() -> list[str]:
    """All titles with and without marks, long ones first."""
    spellings = {spelling for title in title_roles() for spelling in (title, without_marks(title))}
    return sorted(spellings, key=lambda word: (-len(word), word))


def _filled(match: str, end: str, new_name: str) -> str:
    shapes = {
        "subject": rf"{MASK}|{_QUOTED}",
        "subject_new": rf"{MASK}|{_QUOTED}|{new_name}",
        "object": rf"{MASK}|{_QUOTED}",
        "object_new": rf"{MASK}|{_QUOTED}|{new_name}",
        # A bare new name without a capital, where the words before it can hardly be followed by anything else.
        "object_any": rf"{MASK}|{_QUOTED}|{new_name}|(?!\w*(?:ed|ing)\b)[a-z][a-z0-9_]{{2,15}}",
        "account": ACCOUNT,
        "login": _LOGIN,
        "title": "|".join([MASK, *(re.escape(title) for title in _title_spellings())]),
    }

    def shape(found: re.Match[str]) -> str:
        kind, twin = found.group(1), found.group(2) or ""
        name = f"object_{kind}" if kind in ("title", "account", "login") else kind
        return rf"\s*(?P<{name}{twin}>{shapes[kind]})"

    return _PLACEHOLDER.sub(shape, match.replace("{end}", end))


def _needs_name(match: str) -> bool:
    """Whether a known or quoted name stands in every way a match can go; one that takes new names or none does not."""
    return re.search(r"\{(?:subject|object)(?:_\d)?\}", match) is not None and not any(
        kind in match for kind in ("_new", "_any")
    )


def _examples(entries: Sequence[Any]) -> list[Example]:
    """Examples are tables; a question's are plain sentences."""
    found = []
    for entry in entries:
        values = {"text": entry} if isinstance(entry, str) else entry
        found.append(
            Example(
                text=str(values["text"]),
                subject=values.get("subject"),
                object=values.get("object"),
                is_negated=bool(values.get("negated", False)),
                is_doubtful=bool(values.get("doubtful", False)),
            )
        )
    return found
