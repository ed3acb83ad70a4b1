"""What two records may share that makes them worth comparing: values, two values, words of names beside a value.

Nobody chooses keys for a table: all combinations of what its columns give are tried, the coarser first. A key is left
out where a coarser one already makes blocks small enough to be taken whole.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from resolvers.records.comparison import Comparison, first_values
from resolvers.records.dates import DateComparison
from resolvers.records.name_comparison import NameComparison
from resolvers.records.texts import Ints, distinct, skeletons
from resolvers.records.values import ValueComparison

Keys = NDArray[np.uint64]
_MIX = np.uint64(0x9E3779B97F4A7C15)
# Values so common that sharing one, even beside another, tells next to nothing.
_TOO_COMMON = 0.2
# Keys whose records expect more others than this in their block are left out.
_TOO_BROAD = 400
_COARSER_NAMES = {"word": ("sound",), "two words": ("two sounds",), "two sounds": ("sound",)}


@dataclass(frozen=True)
class Part:
    """Something a record has one of, or (words of names) several.

    Attributes:
        source: The comparison it is from.
        name: What it is.
        codes: A number each; -1 where there is none.
        records: Whose they are.
        common: Share of the records that a record shares it with, on average.
        coarser: Parts of the same source that tell less.
    """

    source: str
    name: str
    codes: Ints
    records: Ints
    common: float
    coarser: tuple[str, ...] = ()


class KeyPlan:
    """Keys of a table, coarser ones first; learns from the blocks of those tried which finer ones are needed.

    Args:
        comparisons: What is known of the records.
        record_count: How many there are.
        small_enough: Size of blocks (as a record sees them) that need no finer key.
    """

    def __init__(self, comparisons: Sequence[Comparison], record_count: int, small_enough: float) -> None:
        self._count, self._small_enough = record_count, small_enough
        self._parts = [part for comparison in comparisons for part in _parts(comparison, record_count)]
        self._by_name = {part.name: part for part in self._parts}
        self._seen: dict[frozenset[str], float] = {}

    def tried(self) -> Iterator[tuple[frozenset[str], Keys, Ints]]:
        """Name, keys and records of each kind of key that is worth trying."""
        singles = [frozenset([part.name]) for part in self._parts if part.common < 0.01 or part.name == "word"]
        doubles = [
            frozenset([one.name, other.name])
            for one, other in combinations(self._parts, 2)
            if one.source != other.source and max(one.common, other.common) < _TOO_COMMON
            and not {one.name, other.name} & {"name", "two words", "two sounds", "two skeletons"}
        ]  # fmt: skip
        for key in sorted(singles, key=self._fineness) + sorted(doubles, key=self._fineness):
            if self._is_needed(key):
                yield key, *self._made(key)

    def saw(self, key: frozenset[str], block_size: float) -> None:
        """Tell how many records share the block of a record, on average."""
        self._seen[key] = block_size

    def _fineness(self, key: frozenset[str]) -> tuple[int, list[str]]:
        return sum(self._depth(name) for name in key), sorted(key)

    def _depth(self, name: str) -> int:
        part = self._by_name[name]
        return 1 + max((self._depth(one) for one in part.coarser if one in self._by_name), default=0)

    def _is_needed(self, key: frozenset[str]) -> bool:
        expected = self._count * float(np.prod([self._by_name[name].common for name in key]))
        if expected > _TOO_BROAD and key != {"word"}:
            return False
        for coarser in self._coarser(key):
            if self._seen.get(coarser, np.inf) <= self._small_enough:
                self._seen[key] = self._seen[coarser]
                return False
        return True

    def _coarser(self, key: frozenset[str]) -> Iterator[frozenset[str]]:
        for name in sorted(key):
            yield key - {name}
            for one in self._by_name[name].coarser:
                yield key - {name} | {one}

    def _made(self, key: frozenset[str]) -> tuple[Keys, Ints]:
        # Words of names come several a record: what has one a record is looked up beside them.
        parts = sorted((self._by_name[name] for name in key), key=lambda part: (part.source != "name", part.name))
        first = parts[0]
        keys, here = first.codes.astype(np.uint64), first.codes >= 0
        for part in parts[1:]:
            beside = part.codes[first.records]
            here &= beside >= 0
            keys = keys << np.uint64(32) | beside.astype(np.uint64)
        return _mixed(keys[here]), first.records[here]


def _parts(comparison: Comparison, record_count: int) -> Iterator[Part]:
    everybody = np.arange(record_count, dtype=np.int32)
    source = comparison.name

    def part(name: str, codes: Ints, coarser: tuple[str, ...] = ()) -> Part:
        return Part(source, name, codes.astype(np.int32), everybody, _common(codes, record_count), coarser)

    match comparison:
        case DateComparison():
            first = first_values(comparison.start, comparison.of_record)
            here = first >= 0
            day = comparison.months[first] * 100 + comparison.days[first]
            full = here & comparison.is_full[first]
            yield part(f"{source} year", np.where(here, comparison.years[first], -1))
            yield part(f"{source} day", np.where(full, day, -1))
            yield part(source, np.where(full, first, -1), (f"{source} year", f"{source} day"))
        case ValueComparison():
            first = first_values(comparison.start, comparison.of_record)
            district: tuple[str, ...] = ()
            if comparison.kind == "postcode" and comparison.related is not None:
                district = (f"{source} district",)
                yield part(district[0], np.where(first >= 0, comparison.related[first, 0], -1))
            yield part(source, first, district)
        case NameComparison():
            yield from _name_parts(comparison, record_count)


def _common(codes: Ints, record_count: int) -> float:
    counts = np.bincount(codes[codes >= 0]).astype(np.float64)
    return float((counts**2).sum() / max(counts.sum(), 1) / max(record_count, 1))


def _name_parts(comparison: NameComparison, record_count: int) -> Iterator[Part]:
    names, words = comparison.names, comparison.names.vocabulary
    bearers = np.repeat(np.arange(record_count, dtype=np.int32), np.diff(names.start))
    spoken = np.where(words.sounds >= 0, words.sounds, words.latin + len(words.texts)).astype(np.int32)
    for what, codes in (("sound", spoken), ("word", words.latin)):
        grid = np.where(names.words >= 0, codes[names.words], -1)
        flat, records = _distinct(grid[names.of_record], bearers)
        coarser = _COARSER_NAMES.get(what, ())
        yield Part("name", what, flat, records, _common(flat, record_count), coarser)
        pairs, records = _word_pairs(grid, names.of_record, bearers)
        yield Part("name", f"two {what}s", pairs, records, _common(pairs, record_count), _COARSER_NAMES[f"two {what}s"])
    if len(np.unique(names.scripts)) > 1:
        # What is left of a word in whatever script it is written; a pair of them, since one is common.
        grid = np.where(names.words >= 0, skeletons(words.spellings.texts.tolist())[names.words], -1)
        pairs, records = _word_pairs(grid, names.of_record, bearers)
        yield Part("name", "two skeletons", pairs, records, _common(pairs, record_count))
    letters = names.letters[names.of_record]
    yield Part("name", "name", letters, bearers, _common(letters, record_count))


def _distinct(grid: Ints, bearers: Ints) -> tuple[Ints, Ints]:
    """Each word of each record once."""
    here = grid >= 0
    keys = distinct(np.repeat(bearers.astype(np.int64), here.sum(axis=1)) << 32 | grid[here].astype(np.int64))
    return (keys & 0xFFFFFFFF).astype(np.int32), (keys >> 32).astype(np.int32)


def _word_pairs(grid: Ints, of_record: Ints, bearers: Ints) -> tuple[Ints, Ints]:
    """A number for each two words of a name, and whose they are."""
    keys, names = [], []
    for one, other in combinations(range(grid.shape[1]), 2):
        rows = np.flatnonzero(grid[:, other] >= 0)
        low, high = np.minimum(grid[rows, one], grid[rows, other]), np.maximum(grid[rows, one], grid[rows, other])
        keys.append(low.astype(np.int64) << 32 | high)
        names.append(rows)
    known, numbers = np.unique(np.concatenate(keys), return_inverse=True)
    pairs = [np.full(len(grid), -1, dtype=np.int32) for _ in keys]
    begin = 0
    for column, rows in zip(pairs, names, strict=True):
        column[rows] = numbers[begin : begin + len(rows)]
        begin += len(rows)
    found = [(column[of_record], bearers) for column in pairs]
    codes = np.concatenate([codes[codes >= 0] for codes, _ in found]) if len(known) else np.zeros(0, dtype=np.int32)
    records = np.concatenate([records[codes >= 0] for codes, records in found])
    return codes, records.astype(np.int32)


def _mixed(keys: Keys) -> Keys:
    """Numbers spread evenly (splitmix64 of Steele, Lea and Flood 2014), so that any of their bits will do."""
    mixed = keys + _MIX
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))
