"""Proposes pairs of records to compare: the union of many narrow keys, the rarest blocks first, within a budget.

A key is something two records share: a word of a name with a date of birth, a postcode with a place, two words of a
name. Nobody chooses keys for a table: all combinations are counted, and small blocks are taken before large ones
until the budget of pairs is used up. What the budget left out is told, key by key.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from resolvers.records.comparison import Comparison
from resolvers.records.dates import DateComparison
from resolvers.records.name_comparison import NameComparison
from resolvers.records.names import MOST_WORDS
from resolvers.records.texts import Ints, distinct
from resolvers.records.values import ValueComparison

Keys = NDArray[np.uint64]
# Blocks are taken in these classes of size; larger ones never.
SIZES = (2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128)
_MIX = np.uint64(0x9E3779B97F4A7C15)
# Values so common that sharing one, even beside another, tells next to nothing.
_TOO_COMMON = 0.2


@dataclass(frozen=True)
class Budget:
    """How many pairs may be compared.

    Attributes:
        per_record: Pairs a record, in tables small enough.
        least: As many at least.
        most: As many at most, unless `least_per_record` asks for more.
        least_per_record: Pairs a record in very large tables.
    """

    per_record: int = 40
    least: int = 300_000
    most: int = 8_000_000
    least_per_record: int = 6

    def of(self, record_count: int) -> int:
        """The budget of a table."""
        wanted = min(max(record_count * self.per_record, self.least), self.most)
        return max(wanted, record_count * self.least_per_record)


@dataclass(frozen=True)
class Candidates:
    """Pairs to compare.

    Attributes:
        left: Places of records, ascending.
        right: As many, each greater than its left.
        largest_block: Blocks of more records were left out.
        keys: One row a key, Columns: key, blocks, pairs, dropped_blocks, dropped_pairs (counts; pairs that several keys
            share count for each).
    """

    left: Ints
    right: Ints
    largest_block: int
    keys: pl.DataFrame


@dataclass(frozen=True)
class _Part:
    """Something a record has one of: a number each, -1 where it has none."""

    source: str
    name: str
    codes: Ints
    # Expected share of records in the block of a record.
    common: float


@dataclass(frozen=True)
class _Blocks:
    """Records of blocks of two and more: sizes of blocks, and the records block by block."""

    name: str
    sizes: NDArray[np.int64]
    records: Ints


def candidates(comparisons: Sequence[Comparison], record_count: int, budget: Budget) -> Candidates:
    """Pairs of records that share something rare.

    Args:
        comparisons: What is known of the records.
        record_count: How many there are.
        budget: How many pairs may be compared.

    Returns:
        The pairs; the same whatever the order of the comparisons' values. Cost grows with records times keys.
    """
    blocks = [_blocks_of(name, keys, records, record_count) for name, keys, records in _keys(comparisons, record_count)]
    wanted = budget.of(record_count)
    found = np.zeros(0, dtype=np.uint64)
    largest, smallest = 1, 2
    for size in SIZES:
        fresh = [_pairs_of(block, smallest, size) for block in blocks]
        joined = distinct(np.concatenate([found, *fresh]))
        if largest > 1 and len(joined) > wanted:
            break
        found, largest, smallest = joined, size, size + 1
    left, right = (found >> np.uint64(32)).astype(np.int32), (found & np.uint64(0xFFFFFFFF)).astype(np.int32)
    return Candidates(left, right, largest, _report(blocks, largest))


def _keys(comparisons: Sequence[Comparison], record_count: int) -> Iterator[tuple[str, Keys, Ints]]:
    """Name, keys and records of each kind of key."""
    parts = [part for comparison in comparisons for part in _parts(comparison, record_count)]
    everybody = np.arange(record_count, dtype=np.int32)
    for part in parts:
        if part.common < 0.01:
            yield _kept(part.name, part.codes, everybody)
    for one, other in combinations(parts, 2):
        if one.source != other.source and max(one.common, other.common) < _TOO_COMMON:
            yield _both(f"{one.name} + {other.name}", one.codes, other.codes, everybody)
    for comparison in comparisons:
        if isinstance(comparison, NameComparison):
            yield from _name_keys(comparison, [part for part in parts if part.common < _TOO_COMMON])


def _parts(comparison: Comparison, record_count: int) -> Iterator[_Part]:
    match comparison:
        case DateComparison():
            first = _first(comparison.start, comparison.of_record)
            here = first >= 0
            year = np.where(here, comparison.years[first], -1)
            day = np.where(
                here & comparison.is_full[first], comparison.months[first] * 100 + comparison.days[first], -1
            )
            yield _part(comparison.name, "", np.where(day >= 0, first, -1), record_count)
            yield _part(comparison.name, " year", year, record_count)
            yield _part(comparison.name, " month and day", day, record_count)
        case ValueComparison():
            first = _first(comparison.start, comparison.of_record)
            yield _part(comparison.name, "", first, record_count)
            if comparison.kind == "postcode" and comparison.related is not None:
                yield _part(
                    comparison.name, " district", np.where(first >= 0, comparison.related[first, 0], -1), record_count
                )


def _first(start: NDArray[np.int64], of_record: Ints) -> Ints:
    """The first value of each record, -1 where it has none."""
    if not len(of_record):
        return np.full(len(start) - 1, -1, dtype=np.int32)
    return np.where(start[1:] > start[:-1], of_record[np.minimum(start[:-1], len(of_record) - 1)], -1).astype(np.int32)


def _part(source: str, suffix: str, codes: NDArray[np.integer], record_count: int) -> _Part:
    counts = np.bincount(codes[codes >= 0]).astype(np.float64)
    common = float((counts**2).sum() / max(counts.sum(), 1) / max(record_count, 1))
    return _Part(source, f"{source}{suffix}", codes.astype(np.int32), common)


def _name_keys(comparison: NameComparison, parts: Sequence[_Part]) -> Iterator[tuple[str, Keys, Ints]]:
    names, words = comparison.names, comparison.names.vocabulary
    bearers = np.repeat(np.arange(len(names.start) - 1, dtype=np.int32), np.diff(names.start))
    yield _kept("name", names.letters[names.of_record], bearers)
    spoken = np.where(words.sounds >= 0, words.sounds, words.latin + len(words.texts)).astype(np.int32)
    for what, codes in (("word", words.latin), ("sound", spoken)):
        grid = np.where(names.words >= 0, codes[names.words], -1)
        flat, records = _distinct(grid[names.of_record], bearers)
        if what == "word":
            yield _kept("word", flat, records)
        for part in parts:
            yield _both(f"{what} + {part.name}", flat, part.codes[records], records)
        for one, other in combinations(range(min(int(names.counts.max()), MOST_WORDS)), 2):
            low, high = np.minimum(grid[:, one], grid[:, other]), np.maximum(grid[:, one], grid[:, other])
            yield _both(f"two {what}s", low[names.of_record], high[names.of_record], bearers)


def _distinct(grid: Ints, bearers: Ints) -> tuple[Ints, Ints]:
    """Each word of each record once."""
    width = grid.shape[1]
    keys = bearers.astype(np.int64).repeat(width) << 32 | grid.reshape(-1).clip(0).astype(np.int64)
    keys = distinct(keys[grid.reshape(-1) >= 0])
    return (keys & 0xFFFFFFFF).astype(np.int32), (keys >> 32).astype(np.int32)


def _kept(name: str, codes: Ints, records: Ints) -> tuple[str, Keys, Ints]:
    here = codes >= 0
    return name, _mixed(codes[here].astype(np.uint64)), records[here]


def _both(name: str, one: Ints, other: Ints, records: Ints) -> tuple[str, Keys, Ints]:
    here = (one >= 0) & (other >= 0)
    return name, _mixed(one[here].astype(np.uint64) << np.uint64(32) | other[here].astype(np.uint64)), records[here]


def _mixed(keys: Keys) -> Keys:
    """Numbers spread evenly (splitmix64 of Steele, Lea and Flood 2014), so that any of their bits will do."""
    mixed = keys + _MIX
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))


def _blocks_of(name: str, keys: Keys, records: Ints, record_count: int) -> _Blocks:
    # Key and record in one number, so that one sort groups them: a chance meeting of two keys costs one more pair.
    width = np.uint64(max(int(record_count - 1).bit_length(), 1))
    ordered = np.sort((keys >> width << width) | records.astype(np.uint64))
    ordered = ordered[np.concatenate([[True], ordered[1:] != ordered[:-1]])] if len(ordered) else ordered
    block = ordered >> width
    first = (
        np.flatnonzero(np.concatenate([[True], block[1:] != block[:-1]])) if len(block) else np.zeros(0, dtype=np.int64)
    )
    sizes = np.diff(np.append(first, len(block)))
    kept = np.repeat((sizes >= 2) & (sizes <= SIZES[-1]), sizes)
    members = (ordered[kept] & ((np.uint64(1) << width) - np.uint64(1))).astype(np.int32)
    return _Blocks(name, sizes[sizes >= 2], members)


def _pairs_of(blocks: _Blocks, smallest: int, largest: int) -> Keys:
    """The pairs of blocks of some sizes, as one number each."""
    sizes = blocks.sizes[blocks.sizes <= SIZES[-1]]
    some = (sizes >= smallest) & (sizes <= largest)
    members = blocks.records[np.repeat(some, sizes)]
    chosen = sizes[some]
    if not len(chosen):
        return np.zeros(0, dtype=np.uint64)
    block = np.repeat(np.arange(len(chosen), dtype=np.int32), chosen)
    found = []
    for step in range(1, int(chosen.max())):
        together = block[step:] == block[:-step]
        one, other = members[:-step][together].astype(np.uint64), members[step:][together].astype(np.uint64)
        found.append(one << np.uint64(32) | other)
    return distinct(np.concatenate(found))


def _report(blocks: Sequence[_Blocks], largest: int) -> pl.DataFrame:
    rows = []
    for block in blocks:
        pairs = block.sizes * (block.sizes - 1) // 2
        taken = block.sizes <= largest
        rows.append(
            (block.name, int(taken.sum()), int(pairs[taken].sum()), int((~taken).sum()), int(pairs[~taken].sum()))
        )
    schema = {"key": pl.String(), "blocks": pl.Int64(), "pairs": pl.Int64()}
    schema |= {"dropped_blocks": pl.Int64(), "dropped_pairs": pl.Int64()}
    return pl.DataFrame(rows, schema=schema, orient="row").group_by("key", maintain_order=True).sum()
