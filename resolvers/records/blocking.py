"""Proposes pairs of records to compare: the union of many narrow keys, the rarest blocks first, within a budget.

Small blocks are taken before large ones, whatever their key, until the budget of pairs is used up. What the budget left
out is told, key by key.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from resolvers.records.block_keys import KeyPlan, Keys
from resolvers.records.comparison import Comparison
from resolvers.records.texts import Ints, distinct

# Blocks are taken in these classes of size; larger ones never.
SIZES = (2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128)
# Blocks of at most so many records (as a record sees them) need no finer key, in small tables and in large ones.
_SMALL_ENOUGH, _LEAST_SMALL_ENOUGH = 16.0, 3.0


@dataclass(frozen=True)
class Budget:
    """How many pairs may be compared.

    Attributes:
        per_record: Pairs a record, in tables small enough.
        least: As many at least.
        most: As many at most, unless `least_per_record` asks for more.
        least_per_record: Pairs a record in very large tables.
        all_of: Tables of so many records need no keys: every record is compared with every other.
    """

    per_record: int = 40
    least: int = 300_000
    most: int = 8_000_000
    least_per_record: int = 6
    all_of: int = 300

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
class _Blocks:
    """Records of blocks of two and more.

    Attributes:
        name: The key.
        sizes: Sizes of all blocks.
        records: The records of blocks up to `limit`, block by block.
        limit: The largest blocks kept.
        seen_size: How many records share the block of a record, on average.
    """

    name: str
    sizes: Ints
    records: Ints
    limit: int
    seen_size: float


def candidates(comparisons: Sequence[Comparison], record_count: int, budget: Budget) -> Candidates:
    """Pairs of records that share something rare.

    Args:
        comparisons: What is known of the records.
        record_count: How many there are.
        budget: How many pairs may be compared.

    Returns:
        The pairs; the same whatever the order of the comparisons' values. Cost grows with records times keys.
    """
    if record_count <= budget.all_of:
        left, right = np.triu_indices(record_count, 1)
        return Candidates(left.astype(np.int32), right.astype(np.int32), record_count, _report([], record_count))
    wanted = budget.of(record_count)
    small_enough = float(np.clip(wanted / record_count / 2, _LEAST_SMALL_ENOUGH, _SMALL_ENOUGH))
    plan = KeyPlan(comparisons, record_count, small_enough)
    blocks: list[_Blocks] = []
    limit = SIZES[-1]
    for key, keys, records in plan.tried():
        # A size that one key can't afford no key will be asked for.
        blocks.append(_blocks_of(" + ".join(sorted(key)), keys, records, record_count, wanted, limit))
        plan.saw(key, blocks[-1].seen_size)
        limit = blocks[-1].limit
    del plan
    found = np.zeros(0, dtype=np.uint64)
    largest, smallest = 1, 2
    for size in SIZES:
        fresh = _new_pairs(blocks, smallest, size, found)
        if largest > 1 and len(found) + len(fresh) > wanted:
            break
        found = np.concatenate([found, fresh])
        del fresh
        # Both are in order: merging costs less than sorting.
        found.sort(kind="stable")
        largest, smallest = size, size + 1
    left, right = (found >> np.uint64(32)).astype(np.int32), (found & np.uint64(0xFFFFFFFF)).astype(np.int32)
    return Candidates(left, right, largest, _report(blocks, largest))


def _new_pairs(blocks: Sequence[_Blocks], smallest: int, largest: int, known: Keys) -> Keys:
    """The pairs of blocks of some sizes that aren't known yet, ascending."""
    fresh = distinct(np.concatenate([_pairs_of(block, smallest, largest) for block in blocks]))
    if not len(known):
        return fresh
    is_new = known[np.minimum(np.searchsorted(known, fresh), len(known) - 1)] != fresh
    new: Keys = fresh[is_new]
    return new


def _blocks_of(name: str, keys: Keys, records: Ints, record_count: int, most_pairs: int, most: int) -> _Blocks:
    # Key and record in one number, so that one sort groups them: a chance meeting of two keys costs one more pair.
    width = np.uint64(max(int(record_count - 1).bit_length(), 1))
    ordered = distinct((keys >> width << width) | records.astype(np.uint64))
    block = ordered >> width
    is_first = np.concatenate([[True], block[1:] != block[:-1]]) if len(block) else np.zeros(0, dtype=bool)
    first = np.flatnonzero(is_first)
    sizes = np.diff(np.append(first, len(block)))
    # No key may use up the budget twice over: what it would add beyond can't be taken, and isn't kept in memory.
    pairs = np.bincount(np.minimum(sizes, SIZES[-1] + 1), weights=sizes * (sizes - 1) / 2, minlength=SIZES[-1] + 2)
    affordable = int(np.searchsorted(np.cumsum(pairs[: SIZES[-1] + 1]), 2 * most_pairs, side="right")) - 1
    limit = min(max(affordable, SIZES[0]), most)
    kept = np.repeat((sizes >= 2) & (sizes <= limit), sizes)
    members = (ordered[kept] & ((np.uint64(1) << width) - np.uint64(1))).astype(np.int32)
    seen_size = float((sizes.astype(np.float64) ** 2).sum() / max(len(block), 1))
    return _Blocks(name, sizes[sizes >= 2].astype(np.int32), members, limit, seen_size)


def _pairs_of(blocks: _Blocks, smallest: int, largest: int) -> Keys:
    """The pairs of blocks of some sizes, as one number each."""
    sizes = blocks.sizes[blocks.sizes <= blocks.limit]
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
    return np.concatenate(found)


def _report(blocks: Sequence[_Blocks], largest: int) -> pl.DataFrame:
    rows = []
    for block in blocks:
        pairs = block.sizes.astype(np.int64) * (block.sizes - 1) // 2
        taken = block.sizes <= min(largest, block.limit)
        rows.append(
            (block.name, int(taken.sum()), int(pairs[taken].sum()), int((~taken).sum()), int(pairs[~taken].sum()))
        )
    schema = {"key": pl.String(), "blocks": pl.Int64(), "pairs": pl.Int64()}
    schema |= {"dropped_blocks": pl.Int64(), "dropped_pairs": pl.Int64()}
    return pl.DataFrame(rows, schema=schema, orient="row")
