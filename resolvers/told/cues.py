"""The cue files (LANGUAGE.toml): how people tell what others do and whom they answer to, as expressions."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import opencc

from resolvers.roles.titles import title_meanings

# Punctuation that may stand between a name and what is told of it; a question mark too: "you don't know X? the coder".
_BETWEEN = r"[\s,，、:：.…\-–—=＝（(?？]"
# Roles whose titles people are called by.
CALLED_BY = ("boss", "manager", "team_leader", "mentor", "partner", "customer", "financier")
_IS = "(?:他|她|是|当|做|升|转为?|改为?|就是|he.?s|he is|she.?s|the|our|это|он|наш|là|làm)"
# Titles of lists that are other words in talk.
_NO_TITLE_IN_TALK = frozenset({"it", "plant", "drop", "lead", "dev", "line 1", "line 2", "лид"})
_END = r"\s*(?:$|[,，.。!！;；:：…~～)）\n\[]|[^\p{L}\p{N}\s?？])"


@dataclass(frozen=True)
class Telling:
    """One way to tell whom somebody answers to.

    Attributes:
        leads: Who is told to lead: speaker, addressee, named (leads the speaker), named_over_hearer (leads the one
            spoken to), second (of two names the second leads the first).
        before: Expressions on the words before the name; the name closes them.
        after: Expressions on the words after the (second) name.
        between: Expressions on all words between two names.
        needs_both: Whether before and after must hold together; else one is enough.
        yes: Sentences that tell it.
        no: Sentences that don't.
    """

    leads: str
    before: str | None
    after: str | None
    between: str | None
    needs_both: bool
    yes: tuple[str, ...]
    no: tuple[str, ...]


@cache
def _languages() -> tuple[Mapping[str, object], ...]:
    folder = files("resolvers.told")
    return tuple(
        tomllib.loads(entry.read_text(encoding="utf-8"))
        for entry in sorted(folder.iterdir(), key=lambda item: item.name)
        if entry.name.endswith(".toml")
    )


def _words(key: str) -> list[str]:
    return [word for language in _languages() for word in _strings(language[key])]


def _strings(value: object) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list) else [str(value)]


def _apart(word: str) -> str:
    """A word before others: one of letters ends at a space or mark, Chinese has no spaces to tell.

    Unicode word boundaries would say it shorter, but make the expression ten times slower on what is not ASCII.
    """
    is_han = any("\u2e80" <= sign <= "\u9fff" for sign in word)
    return f"(?:{word})" if is_han else rf"(?:{word})[\s,.:'’\-–—]"


def _one_of(words: Sequence[str]) -> str:
    # The longer one first: 'the guy who' before 'the'.
    return "(?:" + "|".join(sorted(set(words), key=lambda word: (-len(word), word))) + ")"


@dataclass(frozen=True)
class DutyExpressions:
    """How a duty or title is told of somebody; first group what stands before it, second a denial, third the duty.

    Attributes:
        near: Right after the name.
        later: As a clause of its own, later in the same line.
        before: Alone before the name, which closes the message.
    """

    near: str
    later: str
    before: str


@cache
def _words_by_role() -> Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """By role the titles, and the duties, as expressions."""
    titles: dict[str, list[str]] = {}
    duties: dict[str, list[str]] = {}
    for word, role in title_meanings().select("title", "role").iter_rows():
        if word not in _NO_TITLE_IN_TALK:
            titles.setdefault(role, []).append(_escaped(word))
    for language in _languages():
        for role, told in _table(language["duties"]).items():
            duties.setdefault(role, []).extend(_strings(told))
    return {role: (tuple(titles.get(role, [])), tuple(duties.get(role, []))) for role in sorted({*titles, *duties})}


@cache
def duty_expressions() -> DutyExpressions:
    """How people tell what somebody does; for text in lower case.

    The words of all roles stand in one expression, because a large one takes longer to make than to run.
    """
    titles = [word for told, _ in _words_by_role().values() for word in told]
    duties = [word for _, told in _words_by_role().values() for word in told]
    # Who is called by a title says nothing of anybody by saying it; there it must be told: 'he is the boss'.
    alone = [word for role, (told, _) in _words_by_role().items() if role not in CALLED_BY for word in told]
    called = [word for role, (told, _) in _words_by_role().items() if role in CALLED_BY for word in told]
    clause = _one_of([*duties, *alone, rf"{_IS}\s*{_one_of(called)}"])
    glue = f"(?:{_BETWEEN}|{_one_of([_apart(word) for word in _words('glue')])})*"
    denial = f"({_one_of(_words('denial'))}\\s*)?"
    closing = rf"(?:\s*{_one_of(_words('closing'))})*"
    return DutyExpressions(
        f"^({glue}){denial}{glue}({_one_of([*titles, *duties])}){closing}{_END}",
        rf"^[^\n]*?[,，。.!！?？;；~～]\s*({glue}){denial}{glue}({clause}){closing}{_END}",
        f"^({glue})()({clause})(?:的|啊|呀|嘛)*[,，、\\s]+$",
    )


@cache
def role_expressions() -> Mapping[str, str]:
    """By role, the words of a duty as duty_expressions finds them."""
    return {
        role: rf"^(?:{_IS}\s*)?{_one_of([*titles, *duties])}$" for role, (titles, duties) in _words_by_role().items()
    }


@cache
def hedge_expression() -> str:
    """Words by which somebody leaves open what he tells."""
    return _one_of(_words("hedge"))


@cache
def own_duty_opening() -> str:
    """How somebody begins to tell his own duty; one group, the words before."""
    return rf"^(.{{0,24}}?(?:^|[\s,，.。!！])){_one_of(_words('self'))}"


@cache
def who_question() -> str:
    """How people ask who somebody is."""
    return _one_of(_words("who"))


@cache
def superior_question() -> str:
    """How people ask somebody whom he answers to."""
    return _one_of([f"(?:{_table(language['ask_superior'])['question']})" for language in _languages()])


@cache
def question_of_another() -> tuple[str, str]:
    """How people ask whom a third one answers to: expressions on the words before and after his name."""
    tables = [_table(language["ask_superior_of"]) for language in _languages()]
    before, after = ([word for table in tables for word in _strings(table[side])] for side in ("before", "after"))
    return f"(?:{_one_of(before)})$", f"^(?:{_one_of(after)})"


def question_of_another_examples(*, holds: bool) -> tuple[str, ...]:
    """Questions whom a third one answers to, or others."""
    return _examples("ask_superior_of", holds=holds)


@cache
def relay_expression() -> str:
    """What stands after the name of him whose order is passed on."""
    return "^" + _one_of([word for language in _languages() for word in _strings(_table(language["relay"])["after"])])


def relay_examples(*, holds: bool) -> tuple[str, ...]:
    """Sentences that pass an order on, or that don't."""
    return _examples("relay", holds=holds)


def superior_question_examples(*, holds: bool) -> tuple[str, ...]:
    """Questions whom somebody answers to, or others."""
    return _examples("ask_superior", holds=holds)


def _examples(table: str, *, holds: bool) -> tuple[str, ...]:
    found = [_strings(_table(language[table])["yes" if holds else "no"]) for language in _languages()]
    return tuple(text for texts in found for text in texts)


@cache
def tellings() -> tuple[Telling, ...]:
    """All ways to tell whom somebody answers to, by language and order of file."""
    found = []
    for language in _languages():
        for entry in _tables(language["superior"]):
            found.append(
                Telling(
                    str(entry["leads"]),
                    _any(entry.get("before"), "(?:{})"),
                    _any(entry.get("after"), "^(?:{})"),
                    _any(entry.get("between"), "^(?:{})$"),
                    bool(entry.get("needs_both", False)),
                    tuple(_strings(entry["yes"])),
                    tuple(_strings(entry["no"])),
                )
            )
    return tuple(found)


def _any(words: object, shape: str) -> str | None:
    return None if words is None else shape.format("|".join(_strings(words)))


def _table(value: object) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise TypeError("a table of a cue file is missing")
    return value


def _tables(value: object) -> list[Mapping[str, object]]:
    return [_table(item) for item in value] if isinstance(value, list) else []


def _escaped(word: str) -> str:
    return "".join(sign if sign.isalnum() or sign == " " else "\\" + sign for sign in word)


@cache
def simplifying(written: str | None = None) -> tuple[list[str], list[str]]:
    """Traditional characters and the simplified ones the cues are written in; one for one, so that places stay.

    Args:
        written: Cues of another file; without it those of what is told of people.
    """
    # 为 is 爲 to the one, 為 to the other; people write both.
    to_traditional = [opencc.OpenCC(form) for form in ("s2t", "s2tw")]
    if written is None:
        written = "".join(str(language) for language in _languages()) + "".join(title_meanings()["title"])
    signs = [sign for sign in sorted(set(written)) if "\u4e00" <= sign <= "\u9fff"]
    pairs = {form.convert(sign): sign for form in to_traditional for sign in signs}
    changed = {old: new for old, new in pairs.items() if old != new and len(old) == 1}
    return list(changed), list(changed.values())
