"""Comparison vectors: what all comparisons say of pairs of records, counted once for each that differs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from resolvers.records.comparison import Codes, Comparison
from resolvers.records.texts import Ints

# Pairs compared at once; bounds what is held beside the codes themselves.
BATCH = 100_000
# Rarities are told apart in steps of so many half bits where weights are learned.
_COARSE = 4


@dataclass(frozen=True)
class CountedVectors:
    """Distinct comparison vectors.

    Attributes:
        codes: One array of codes a comparison; rarities coarse.
        counts: How many pairs have each vector.
    """

    codes: tuple[Codes, ...]
    counts: NDArray[np.float64]

    def changed(self, before: "CountedVectors", after: "CountedVectors") -> "CountedVectors":
        """The vectors once some pairs have others: what they had counts less, what they have counts beside the rest."""
        codes = zip(self.codes, before.codes, after.codes, strict=True)
        counts = np.concatenate([self.counts, -before.counts, after.counts])
        return CountedVectors(tuple(np.concatenate(parts) for parts in codes), counts)


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
    """Distinct vectors and their counts: the cost of learning depends on these, not on pairs.

    Args:
        codes: One array of codes a comparison.

    Returns:
        The vectors in an order of their own, the same whatever the order of pairs.
    """
    seen = [np.unique(_coarse(_some_of(one))) for one in codes]
    # What a code contributes to the number of its vector: its place among the codes seen.
    every = _coarse(np.arange(1 << 16, dtype=np.uint32).astype(np.uint16))
    places = [np.minimum(np.searchsorted(known, every), len(known) - 1).astype(np.uint64) for known in seen]
    words = _words([max(len(known), 1) for known in seen])
    sums: pl.DataFrame | None = None
    for begin in range(0, len(codes[0]), BATCH):
        numbers = {}
        for word in words:
            number = np.zeros(min(BATCH, len(codes[0]) - begin), dtype=np.uint64)
            for one in word:
                number = number * np.uint64(len(seen[one])) + places[one][codes[one][begin : begin + BATCH]]
            numbers[str(word)] = number
        counts = pl.DataFrame(numbers).group_by(pl.all()).len()
        both = counts if sums is None else pl.concat([sums, counts])
        sums = both.group_by(pl.exclude("len")).agg(pl.col("len").sum())
    if sums is None:
        return CountedVectors(tuple(codes), np.zeros(0))
    sums = sums.sort(pl.exclude("len"))
    found: dict[int, Codes] = {}
    for word in words:
        number = sums[str(word)].to_numpy()
        for one in reversed(word):
            number, place = np.divmod(number, np.uint64(len(seen[one])))
            found[one] = seen[one][place].astype(np.uint16)
    return CountedVectors(tuple(found[one] for one in range(len(codes))), sums["len"].to_numpy().astype(np.float64))


def _some_of(codes: Codes) -> Codes:
    """Each code there is, once."""
    is_there = np.zeros(1 << 16, dtype=bool)
    is_there[codes] = True
    return np.flatnonzero(is_there).astype(np.uint16)


def _words(radixes: Sequence[int]) -> list[list[int]]:
    """Which comparisons go into one number of 64 bits together."""
    words: list[list[int]] = [[]]
    size = 1
    for place, radix in enumerate(radixes):
        if size * radix >= 1 << 63:
            words.append([])
            size = 1
        words[-1].append(place)
        size *= radix
    return words


def _coarse(codes: Codes) -> Codes:
    level, rarity = codes // np.uint16(64), codes % np.uint16(64)
    steps = np.minimum((rarity + _COARSE // 2) // _COARSE * _COARSE, 60)
    coarse: Codes = (level * np.uint16(64) + steps).astype(np.uint16)
    return coarse
