"""Which columns of a table of contacts are what: the two sides, count, kind and times, by their headings.

The headings that are known stand in contact_headings.toml.
"""

import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from sources.tables.cells import Row


@dataclass(frozen=True)
class ContactLayout:
    """Columns of the two sides, of count and kind (or None), of the first and last time, and the heading row's number.

    A time may lie in two columns, a date and a clock.
    """

    one: int
    other: int
    count: int | None
    kind: int | None
    first: tuple[int, ...]
    last: tuple[int, ...]
    heading_row: int


@dataclass(frozen=True)
class _Headings:
    """Headings that are known, folded."""

    sides: tuple[tuple[frozenset[str], frozenset[str]], ...]
    count: frozenset[str]
    kind: frozenset[str]
    at: frozenset[str]
    first: frozenset[str]
    last: frozenset[str]
    clock: frozenset[str]
    words: frozenset[str]
    meetings: frozenset[str]


@cache
def known_headings() -> _Headings:
    """The headings of contact_headings.toml."""
    data = tomllib.loads(files("sources.tables").joinpath("contact_headings.toml").read_text(encoding="utf-8"))
    sides = tuple((frozenset(pair["one"]), frozenset(pair["other"])) for pair in data["sides"])
    names = ("count", "kind", "at", "first", "last", "clock", "words", "meetings")
    return _Headings(sides, *(frozenset(data[name]) for name in names))


def contact_layout(rows: Sequence[Row]) -> ContactLayout | None:
    """Columns by the first row whose headings name two sides that belong together; None for a chat or another table."""
    for row in rows:
        names = {folded(cell): column for column, cell in reversed(list(enumerate(row.cells)))}
        known = known_headings()
        if names.keys() & known.words:
            return None
        for ones, others in known.sides:
            if (one := _column(names, ones)) is not None and (other := _column(names, others)) is not None:
                first, last = _times_of(names)
                return ContactLayout(
                    one, other, _column(names, known.count), _column(names, known.kind), first, last, row.number
                )
    return None


def _times_of(names: Mapping[str, int]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Columns of the first and of the last time; those of the one time where there is no other."""
    known = known_headings()
    first, last = (_column(names, known.first), _column(names, known.last))
    if first is not None or last is not None:
        return (() if first is None else (first,)), (() if last is None else (last,))
    # 'time' is a clock where a date stands beside it, on either side, and else the whole time.
    day = _column(names, known.at - known.clock)
    clock = _column(names, known.clock if day is not None else known.at)
    at = tuple(column for column in (day, clock) if column is not None)
    return at, at


def _column(names: Mapping[str, int], known: frozenset[str]) -> int | None:
    return min((names[name] for name in names.keys() & known), default=None)


def folded(cell: str) -> str:
    """A heading or word as it is compared."""
    return " ".join(unicodedata.normalize("NFKC", cell).strip("\ufeff ").casefold().replace("_", " ").split())
