"""What every comparison of two records' values has in common: its levels and how they are packed into a number.

A comparison gives each pair one code: the level of agreement, and for agreements how rare what is shared is (in half
bits), since to share a rare name says more than to share a common one.
"""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from resolvers.records.texts import Bits, Ints

Codes = NDArray[np.uint16]
# Rarity is kept in half bits, 0 to 63 of them (up to one in four billion).
RARITIES = 64
MISSING = 0


@dataclass(frozen=True)
class Level:
    """A level of agreement.

    Attributes:
        name: What the analyst reads.
        prior: How often true pairs are expected to reach it before any data is seen; per `group` in sum 1.
        near: How often neighbours and relatives are expected to reach it; None where by chance alone.
        group: Levels that exclude each other given what the two values are (names of one, two or more words).
        is_rated: Whether the rarity of what is shared counts.
    """

    name: str
    prior: float
    group: str = ""
    is_rated: bool = False
    near: float | None = None


class Comparison(Protocol):
    """Compares one thing of two records: their names, their dates of birth, their addresses."""

    @property
    def name(self) -> str:
        """The columns it reads, joined by +."""

    @property
    def levels(self) -> tuple[Level, ...]:
        """Its levels; the first is MISSING."""

    def codes(self, left: Ints, right: Ints) -> Codes:
        """A code for each pair of records; symmetric."""


# A small table shows what is shared in it as more common than it is outside: it counts as if so many further records
# stood beside it.
_FURTHER_RECORDS = 100


def shares_beyond(counts: NDArray[np.int64], record_count: int, variety: int) -> NDArray[np.float64]:
    """Share of all records that have a value, as far as a table tells.

    Args:
        counts: Records of the table that have each value.
        record_count: Records of the table.
        variety: How many values of the kind there are outside, about equally common.

    Returns:
        Shares, near the counted ones in tables of some thousand records.
    """
    return (counts + _FURTHER_RECORDS / variety) / (record_count + _FURTHER_RECORDS)


def packed(levels: NDArray[np.uint8], bits: Bits) -> Codes:
    """Level and rarity of each pair as one number."""
    rarity = np.clip(np.rint(bits * 2), 0, RARITIES - 1).astype(np.uint16)
    return levels.astype(np.uint16) * np.uint16(RARITIES) + rarity


def level_of(codes: Codes) -> NDArray[np.uint8]:
    """The levels of packed codes."""
    return (codes // RARITIES).astype(np.uint8)


def bits_of(codes: Codes) -> Bits:
    """The rarity of packed codes, in bits."""
    return (codes % RARITIES).astype(np.float32) / 2


def crossed(start: NDArray[np.int64], left: Ints, right: Ints) -> tuple[NDArray[np.int64], Ints, Ints]:
    """All pairs of values of pairs of records: which pair, and the places of the two values."""
    counts_l, counts_r = start[left + 1] - start[left], start[right + 1] - start[right]
    sizes = counts_l * counts_r
    pair = np.repeat(np.arange(len(left)), sizes)
    within = np.arange(len(pair)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    width = counts_r[pair]
    one = start[left][pair] + within // width
    other = start[right][pair] + within % width
    return pair, one.astype(np.int32), other.astype(np.int32)


def first_values(start: NDArray[np.int64], of_record: Ints) -> Ints:
    """The first value of each record, -1 where it has none."""
    if not len(of_record):
        return np.full(len(start) - 1, -1, dtype=np.int32)
    return np.where(start[1:] > start[:-1], of_record[np.minimum(start[:-1], len(of_record) - 1)], -1).astype(np.int32)
