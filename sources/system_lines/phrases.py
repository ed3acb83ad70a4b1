"""Reads the sentences that chat programs write themselves: who joined, who added whom, what was recalled.

The sentences are data (one TOML file per platform beside this module). They are compiled twice: into one big pattern
that a whole column is filtered with, and into single ones that read the few lines it lets through.

Limit: names are what stands in the blanks; a name with a colon is not read (it can't be told from a typed message).
"""

import re
import tomllib
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from functools import cache
from importlib import resources

import polars as pl

_QUOTES = "[\"“”„‟«»「」『』'‘’]"
_BLANKS = {
    "{actor}": "(?P<actor>[^:：]+?)",
    "{target}": "(?P<target>[^:：]+?)",
    "{name}": "(?P<name>.+?)",
    "{old}": "(?P<old>.+?)",
    "{q}": _QUOTES,
}
# Blanks are looked for in all ways, which costs a power of the length; an app's own sentences are far shorter.
_LONGEST_SENTENCE = 1_500
_ENUMERATION = re.compile(
    r"\s*[,，、;]\s*(?:(?:and|und|y|e|и|et)\s+)?|\s+(?:and|und|y|e|и|et|&)\s+|\s*(?:和|及|与|與|跟)\s*"
)


@dataclass(frozen=True)
class SystemEvent:
    """What a system line says.

    Attributes:
        event: Event of a membership_event, or `rename` for a changed number.
        actor: Who did it, as written, where told.
        targets: Whom it is about, as written.
        name: A new title, where told.
    """

    event: str
    actor: str | None
    targets: tuple[str, ...]
    name: str | None


class SystemLines:
    """The system lines of one platform.

    Attributes:
        self_words: Words that stand for the phone's owner ("You").
    """

    def __init__(self, events: Mapping[str, Iterable[str]], lists: Mapping[str, Iterable[str]]) -> None:
        self.self_words = frozenset(lists.get("self", ()))
        self._events = [
            (event, re.compile(_whole(_filled(pattern)))) for event, patterns in events.items() for pattern in patterns
        ]
        filled = [_unnamed(_filled(pattern)) for patterns in events.values() for pattern in patterns]
        self._any_event = _whole("|".join(filled)) if filled else None
        self._lists = {name: list(patterns) for name, patterns in lists.items() if name != "self"}

    def is_event(self, text: pl.Expr) -> pl.Expr:
        """Whether the whole text is a sentence about the conversation's members or title."""
        return pl.lit(False) if self._any_event is None else text.str.contains(self._any_event)

    def is_one_of(self, text: pl.Expr, name: str, *, anywhere: bool = False) -> pl.Expr:
        """Whether the text is (or holds, with `anywhere`) one of the listed phrases, e.g. of `media`."""
        patterns = self._lists.get(name, [])
        if not patterns:
            return pl.lit(False)
        joined = "|".join(_unnamed(pattern) for pattern in patterns)
        return text.str.contains(joined if anywhere else _whole(joined))

    def parse(self, text: str, known_names: Set[str] = frozenset()) -> SystemEvent | None:
        """What a system line says; None when it is of a kind that says nothing about members.

        Args:
            text: The line, plain (no direction marks).
            known_names: Names seen in the file; a blank that is one of them isn't split as an enumeration.
        """
        if len(text) > _LONGEST_SENTENCE:
            return None
        for event, pattern in self._events:
            found = pattern.fullmatch(text)
            if found is None:
                continue
            blanks = {blank: value.strip() for blank, value in found.groupdict().items() if value}
            target = blanks.get("target")
            targets = () if target is None else _names(target, known_names)
            if event == "rename" and not any(sign.isdigit() for sign in target or ""):
                event, targets = "other", ()  # "changed to a new number" without saying which
            return SystemEvent(event, blanks.get("actor"), targets, blanks.get("name"))
        return None


@cache
def system_lines(platform: str) -> SystemLines:
    """The system lines of a platform, from its TOML file."""
    content = tomllib.loads(resources.files(__package__).joinpath(f"{platform}.toml").read_text(encoding="utf-8"))
    events = content.pop("events", {})
    return SystemLines(events, content)


def _names(enumeration: str, known_names: Set[str]) -> tuple[str, ...]:
    if enumeration in known_names:
        return (enumeration,)
    parts = (part.strip().strip(_QUOTES[1:-1]) for part in _ENUMERATION.split(enumeration))
    return tuple(part for part in parts if part)


def _filled(pattern: str) -> str:
    for blank, expression in _BLANKS.items():
        pattern = pattern.replace(blank, expression)
    return pattern


def _unnamed(pattern: str) -> str:
    return re.sub(r"\(\?P<\w+>", "(?:", pattern)


def _whole(pattern: str) -> str:
    return rf"^(?:{pattern})[.。．!]?$"
