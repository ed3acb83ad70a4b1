"""Comparison vectors: what all comparisons say of pairs of records, counted once for each that differs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from resolvers.records.comparison import Codes, Comparison
from resolvers.records.texts import Ints

# Pairs compared at once; bounds what is held beside the codes themselves.
BATCH = 500_000
# Rarities are told apart in steps of so many half bits where weights are learned.
_COARSE = 4


@dataclass(frozen=True)
class CountedVectors:
    """Distinct comparison vectors.

    Attributes:
        codes: One array of codes a comparison; rarities coarse.
        counts: How many pairs have each vector.
        of_pair: The vector of each pair.
    """

    codes: tuple[Codes, ...]
    counts: NDArray[np.float64]
    of_pair: NDArray[np.int64]


def vectors(
    comparisons: Sequence[Comparison], left: Ints, right: Ints, advance: Callable[[int], None] | None = None
) -> tuple[Codes, ...]:
    """Codes of pairs, one array a comparison.

    Args:
        comparisons: What to compare.
        left: Places of records.
        right: As many.
        advance: Called with the number of pairs done after each batch.

    Returns:
        As many arrays as comparisons.
    """
    found = tuple(np.zeros(len(left), dtype=np.uint16) for _ in comparisons)
    for begin in range(0, len(left), BATCH):
        some = slice(begin, begin + BATCH)
        for codes, comparison in zip(found, comparisons, strict=True):
            codes[some] = comparison.codes(left[some], right[some])
        if advance is not None:
            advance(min(begin + BATCH, len(left)))
    return found


def counted(codes: Sequence[Codes]) -> CountedVectors:
    """Distinct vectors and their counts: the cost of learning depends on these, not on pairs."""
    coarse = [_coarse(one) for one in codes]
    key = np.zeros(len(coarse[0]), dtype=np.uint64)
    for one in coarse:
        key = (key ^ one.astype(np.uint64)) * np.uint64(0x9E3779B97F4A7C15)
        key ^= key >> np.uint64(29)
    _, first, of_pair, counts = np.unique(key, return_index=True, return_inverse=True, return_counts=True)
    return CountedVectors(tuple(one[first] for one in coarse), counts.astype(np.float64), of_pair)


def _coarse(codes: Codes) -> Codes:
    level, rarity = codes // np.uint16(64), codes % np.uint16(64)
    steps = np.minimum((rarity + _COARSE // 2) // _COARSE * _COARSE, 60)
    coarse: Codes = (level * np.uint16(64) + steps).astype(np.uint16)
    return coarse
