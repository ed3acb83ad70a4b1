"""Weights of comparison levels: how often true pairs (m) and others reach each level, as data.

Others are pairs by chance (u), and pairs of neighbours or relatives (near): different people who share a street, a
postcode, a surname, and would look like one person if each of these counted for itself.

What is estimated can be read as a table, kept in a file, changed by hand and given back: an overridden m or u stands as
it is, and the rest is estimated around it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from resolvers.records.comparison import MISSING, RARITIES, Codes, Comparison, level_of
from resolvers.records.errors import UnusableWeights

Floats = NDArray[np.float64]
_USUAL_PAIRS, _ENOUGH_PAIRS = 200.0, 100_000
WEIGHT_COLUMNS = {
    "comparison": pl.String(),
    "level": pl.String(),
    "m_probability": pl.Float64(),
    "u_probability": pl.Float64(),
    "near_probability": pl.Float64(),
    "weight": pl.Float64(),
    "is_rated": pl.Boolean(),
    "is_fixed": pl.Boolean(),
}


@dataclass(frozen=True)
class ComparisonWeights:
    """Weights of one comparison.

    Attributes:
        name: The comparison.
        m: Share of true pairs on each level, per group of levels.
        u: Share of chance pairs on each level.
        near: Share of pairs of neighbours and relatives on each level.
        is_personal: Whether it is a person's own, so that near pairs agree on it by chance alone.
        is_fixed: Levels whose m and u an analyst gave.
    """

    name: str
    m: Floats
    u: Floats
    near: Floats
    is_personal: bool
    is_fixed: NDArray[np.bool_]


@dataclass(frozen=True)
class Weights:
    """All that decides what a pair is worth.

    Attributes:
        comparisons: One entry a comparison.
        match_share: Share of all pairs of records that are one person (lambda).
        near_share: Share of all pairs that are neighbours or relatives.
        iterations: How often the estimate was renewed.
        converged: Whether it stood still at the end.
    """

    comparisons: tuple[ComparisonWeights, ...]
    match_share: float
    near_share: float
    iterations: int = 0
    converged: bool = False

    def without_first(self) -> "Weights":
        """The weights of all comparisons but the first."""
        return replace(self, comparisons=self.comparisons[1:])

    @property
    def prior_bits(self) -> float:
        """What a pair is worth before anything is compared."""
        return float(np.log2(self.match_share / (1 - self.match_share)))


def first_weights(comparisons: Sequence[Comparison], chance: Sequence[Codes], match_share: float) -> Weights:
    """Weights before anything is learned: priors for m, chance pairs for u.

    Args:
        comparisons: The comparisons.
        chance: For each of them the codes of pairs of records drawn at random.
        match_share: A first guess of the share of true pairs.

    Returns:
        The weights to start from.
    """
    found = []
    for comparison, codes in zip(comparisons, chance, strict=True):
        counts = np.bincount(level_of(codes), minlength=len(comparison.levels)).astype(np.float64)
        # Few pairs, many of them true ones, say little about chance: there the usual counts for something.
        counts += _usual_chance(comparison) * max(1 - len(codes) / _ENOUGH_PAIRS, 0)
        u = shares_in_groups(comparison, counts, strength=0.5 / len(comparison.levels))
        m = np.array([level.prior for level in comparison.levels])
        near = np.array(
            [
                level.near if level.near is not None else chance
                for level, chance in zip(comparison.levels, u, strict=True)
            ]
        )
        is_personal = all(level.near is None for level in comparison.levels)
        found.append(ComparisonWeights(comparison.name, m, u, near, is_personal, np.zeros(len(m), dtype=bool)))
    return Weights(tuple(found), match_share, match_share)


def _usual_chance(comparison: Comparison) -> Floats:
    """Chance pairs as they usually fall, as counts: the last level of a group is the one of what differs."""
    found = np.full(len(comparison.levels), _USUAL_PAIRS * 0.01)
    groups = [level.group for level in comparison.levels]
    for group in set(groups):
        found[len(groups) - 1 - groups[::-1].index(group)] = _USUAL_PAIRS
    return found


def shares_in_groups(comparison: Comparison, counts: Floats, strength: float, prior: Floats | None = None) -> Floats:
    """Counts of levels as shares of their group; `strength` counts are added, spread by the prior (evenly without)."""
    groups = np.array([level.group for level in comparison.levels])
    shares = np.zeros(len(counts))
    for group in np.unique(groups[1:]):
        rows = np.flatnonzero(groups == group)
        rows = rows[rows != MISSING]
        added = prior[rows] / prior[rows].sum() * strength if prior is not None else np.full(len(rows), strength)
        shares[rows] = (counts[rows] + added) / (counts[rows].sum() + added.sum())
    return shares


def code_weights(comparison: Comparison, weights: ComparisonWeights) -> NDArray[np.float32]:
    """What each code of a comparison is worth, in bits; missing values are worth nothing."""
    levels, chance = _chance_of_codes(comparison, weights)
    worth = np.log2(np.maximum(weights.m[levels], 1e-9)) - chance
    worth[levels == MISSING] = 0
    return worth.astype(np.float32)


def near_code_weights(comparison: Comparison, weights: ComparisonWeights) -> NDArray[np.float32]:
    """How much more often near pairs give each code than chance pairs, in bits; missing values are worth nothing."""
    levels, chance = _chance_of_codes(comparison, weights)
    # What is a person's own agrees among neighbours as among anybody, the rarity of what is shared included.
    near = chance if weights.is_personal else np.log2(np.maximum(weights.near[levels], 1e-9))
    worth = near - chance
    worth[levels == MISSING] = 0
    return worth.astype(np.float32)


def _chance_of_codes(comparison: Comparison, weights: ComparisonWeights) -> tuple[NDArray[np.int64], Floats]:
    """The level of each code, and the binary logarithm of how often chance pairs give it."""
    levels = np.repeat(np.arange(len(comparison.levels)), RARITIES)
    rarity = np.tile(np.arange(RARITIES) / 2, len(comparison.levels))
    is_rated = np.array([level.is_rated for level in comparison.levels]) & ~weights.is_fixed
    return levels, np.where(is_rated[levels], -rarity, np.log2(np.maximum(weights.u[levels], 1e-12)))


def weight_table(comparisons: Sequence[Comparison], weights: Weights) -> pl.DataFrame:
    """The weights as rows to read, keep and change.

    Returns:
        One row a level, Columns: WEIGHT_COLUMNS; `weight` is log2(m/u) in bits. On rated levels the rarity of what is
        shared takes the place of u. The first row, `match_share`, holds the share of true pairs among all in
        m_probability, that of near pairs in near_probability.
    """
    share = weights.match_share
    rows: list[tuple[str, str, float, float, float, float, bool, bool]] = [
        ("match_share", "", share, 1 - share, weights.near_share, weights.prior_bits, False, False)
    ]
    for comparison, own in zip(comparisons, weights.comparisons, strict=True):
        for place, level in enumerate(comparison.levels):
            if place != MISSING:
                m, u = float(own.m[place]), float(own.u[place])
                worth = float(np.log2(max(m, 1e-9) / max(u, 1e-12)))
                near = float(own.near[place])
                rows.append((own.name, level.name, m, u, near, worth, level.is_rated, bool(own.is_fixed[place])))
    return pl.DataFrame(rows, schema=WEIGHT_COLUMNS, orient="row")


def read_weights(table: pl.DataFrame) -> pl.DataFrame:
    """A table of weights from a file of text cells, typed.

    Raises:
        UnusableWeights: When a column is missing or a cell is no number.
    """
    needed = ["comparison", "level", "m_probability", "u_probability", "is_fixed"]
    missing = [name for name in needed if name not in table.columns]
    if missing:
        raise UnusableWeights(f"the weights have no column '{missing[0]}'; write a file with --write-weights first")
    return table.select(
        "comparison",
        pl.col("level").fill_null(""),
        pl.col("m_probability").cast(pl.Float64, strict=False),
        pl.col("u_probability").cast(pl.Float64, strict=False),
        is_fixed=pl.col("is_fixed").str.to_lowercase().is_in(["true", "1", "yes", "y"]),
    )


def with_fixed(comparisons: Sequence[Comparison], weights: Weights, table: pl.DataFrame) -> Weights:
    """Weights with those an analyst fixed in place of the estimates.

    Args:
        comparisons: The comparisons.
        weights: Weights to start from.
        table: Rows as from `weight_table`; rows with `is_fixed` count, others are left to be estimated.

    Returns:
        The weights.

    Raises:
        UnusableWeights: When a fixed row names no level there is, or holds no probability.
    """
    places = {
        (own.name, level.name): (number, place)
        for number, (comparison, own) in enumerate(zip(comparisons, weights.comparisons, strict=True))
        for place, level in enumerate(comparison.levels)
    }
    changed = [
        replace(own, m=own.m.copy(), u=own.u.copy(), is_fixed=own.is_fixed.copy()) for own in weights.comparisons
    ]
    match_share = weights.match_share
    for name, level, m, u in (
        table.filter("is_fixed").select("comparison", "level", "m_probability", "u_probability").iter_rows()
    ):
        if m is None or u is None or not (0 < m < 1 and 0 < u < 1):
            raise UnusableWeights(f"the weights of '{name}', level '{level}', are no probabilities between 0 and 1")
        if name == "match_share":
            match_share = m
            continue
        if (name, level) not in places:
            raise UnusableWeights(f"this table has no comparison '{name}' with a level '{level}'")
        number, place = places[name, level]
        changed[number].m[place], changed[number].u[place], changed[number].is_fixed[place] = m, u, True
    return replace(weights, comparisons=tuple(changed), match_share=match_share)
