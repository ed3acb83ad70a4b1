"""A combinatorial grammar: phrase patterns with slots and alternatives, read from data files, expanded at random.

A pattern is text with `{slot}` and `(one|another|)`; alternatives nest and may be empty. A slot is filled by the
exchange at hand (`{to}`, `{amount}` …) or else by a list of the grammar, whose entries are patterns again.
**Source:** own format; `grammar/LANGUAGE/*.toml` with the tables `intents` and `slots`; files under
`grammar/held_out/LANGUAGE/` hold the same intents in other words.
"""

import random
import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent / "grammar"
_TOKEN = re.compile(r"[{}()|]")
Fill = Callable[[str], str | None]


@dataclass(frozen=True)
class _Slot:
    name: str


@dataclass(frozen=True)
class _Choice:
    options: tuple["Pattern", ...]


Pattern = tuple[str | _Slot | _Choice, ...]


class BadPattern(ValueError):
    """A phrase pattern of a grammar file is not well formed."""


def parsed_pattern(text: str) -> Pattern:
    """Parse a pattern.

    Raises:
        BadPattern: When brackets do not close.
    """
    options, rest = _parsed_options(text, 0, text)
    if rest != len(text):
        raise BadPattern(f"unexpected closing bracket in pattern {text!r}")
    return options[0] if len(options) == 1 else (_Choice(tuple(options)),)


def _parsed_options(text: str, start: int, whole: str) -> tuple[list[Pattern], int]:
    options: list[Pattern] = []
    parts: list[str | _Slot | _Choice] = []
    at = start
    while at < len(text):
        found = _TOKEN.search(text, at)
        if found is None:
            parts.append(text[at:])
            at = len(text)
            break
        if found.start() > at:
            parts.append(text[at : found.start()])
        sign, at = found.group(), found.end()
        if sign == "{":
            end = text.find("}", at)
            if end < 0:
                raise BadPattern(f"a slot does not close in pattern {whole!r}")
            parts.append(_Slot(text[at:end]))
            at = end + 1
        elif sign == "(":
            inner, at = _parsed_options(text, at, whole)
            if at >= len(text) or text[at] != ")":
                raise BadPattern(f"an alternative does not close in pattern {whole!r}")
            parts.append(_Choice(tuple(inner)))
            at += 1
        elif sign == "|":
            options.append(tuple(parts))
            parts = []
        elif sign == ")":
            at -= 1
            break
        else:
            raise BadPattern(f"unexpected closing brace in pattern {whole!r}")
    options.append(tuple(parts))
    return options, at


@dataclass(frozen=True)
class Grammar:
    """The phrase patterns of one language.

    Attributes:
        language: `zh`, `en` or `vi`.
        intents: Patterns by what is meant with them.
        slots: Word lists by slot name; entries are patterns.
    """

    language: str
    intents: dict[str, tuple[Pattern, ...]]
    slots: dict[str, tuple[Pattern, ...]]

    def phrase(self, intent: str, fill: Fill, rng: random.Random) -> str:
        """One wording of an intent."""
        return self.expanded(rng.choice(self.intents[intent]), fill, rng)

    def expanded(self, pattern: Pattern, fill: Fill, rng: random.Random) -> str:
        """One wording of a pattern; unknown slots raise KeyError."""
        words = []
        for part in pattern:
            if isinstance(part, str):
                words.append(part)
            elif isinstance(part, _Choice):
                words.append(self.expanded(rng.choice(part.options), fill, rng))
            else:
                given = fill(part.name)
                words.append(given if given is not None else self._listed(part.name, fill, rng))
        return "".join(words)

    def _listed(self, slot: str, fill: Fill, rng: random.Random) -> str:
        return self.expanded(rng.choice(self.slots[slot]), fill, rng)


@cache
def grammar(language: str, phrasing: str) -> Grammar:
    """The grammar of a language; held-out phrasing takes over every intent that it words, the rest stays."""
    intents, slots = _read(_FOLDER / language)
    if phrasing == "held_out":
        other_intents, other_slots = _read(_FOLDER / "held_out" / language)
        intents |= other_intents
        slots |= other_slots
    return Grammar(language, intents, slots)


def _read(folder: Path) -> tuple[dict[str, tuple[Pattern, ...]], dict[str, tuple[Pattern, ...]]]:
    tables: dict[str, dict[str, list[str]]] = {"intents": {}, "slots": {}}
    for file in sorted(folder.glob("*.toml")):
        content = tomllib.loads(file.read_text(encoding="utf-8"))
        for table, lists in tables.items():
            for name, patterns in content.get(table, {}).items():
                lists.setdefault(name, []).extend(patterns)
    return (
        {name: tuple(map(parsed_pattern, patterns)) for name, patterns in tables["intents"].items()},
        {name: tuple(map(parsed_pattern, patterns)) for name, patterns in tables["slots"].items()},
    )
