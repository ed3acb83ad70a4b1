"""Weights without any label: Fellegi and Sunter's model over the reasons of candidate pairs, estimated by EM.

Each comparison of a pair says one thing: a level, or nothing. How often true pairs (m) and others (u) say each is
estimated by expectation and maximisation (Dempster, Laird & Rubin 1977; Fellegi & Sunter 1969). It starts from what the
weights there are say, and is drawn towards that by a few pairs' worth, so that a level seen seldom stays what it was.
Pairs that no rule proposed count as others that say nothing, and pairs known to be two people (cannot-links other than
by decision) as others; EM over candidates alone would find kinds of pairs instead of people. A reason for never turns
into one against, and reasons against keep their bits, since only candidates are searched for them. Rarity of what is
shared adds its bits around the usual rarity of the level (term frequency adjustment). Distinct vectors of what is said
are counted once, and EM runs over the counts: its cost does not follow the pairs. Nothing is drawn at random.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from resolvers.contract import LinkSettings
from resolvers.scorers.fixed_weights import bits_by_comparison
from resolvers.scorers.scaled import INTERCEPT, SHIFT
from resolvers.scorers.weights_table import weights_table

Numbers = npt.NDArray[np.float64]
_PAIR = ["reference_l", "reference_r"]
# How many true pairs the first look counts for on each comparison.
_STRENGTH = 20.0
_MOST_ROUNDS = 500
# Of the pairs that say a thing at least this share count as others, beside those that are: nothing is certain.
_AT_LEAST_OTHERS = 0.05
# EM stands still when no share moved by more.
_STILL = 1e-6
# Rarity is kept in half bits, within these bounds.
_MOST_RARITY = 10.0


@dataclass(frozen=True)
class UnlabelledWeights:
    """What EM found.

    Attributes:
        intercept: Bits to add to the prior of the settings, what silence says included.
        shifts: `comparison.level` to the bits to add to those of each such reason.
        match_share: Share of candidate pairs that are one entity (lambda).
        rounds: How often the estimate was renewed.
        converged: Whether it stood still at the end.
        vector_count: Distinct vectors.
        pair_count: Pairs they stand for.
    """

    intercept: float
    shifts: Mapping[str, float]
    match_share: float
    rounds: int
    converged: bool
    vector_count: int
    pair_count: int

    def as_settings(self) -> dict[str, float]:
        """The weights as LinkSettings.scorer_weights, for the scorer `em`."""
        return {INTERCEPT: self.intercept, **{SHIFT + name: value for name, value in self.shifts.items()}}


@dataclass(frozen=True)
class _Vectors:
    """Distinct vectors: level and rarity (bits) of each comparison, 0 where it is silent.

    Attributes:
        levels: Names of the levels of each comparison, without silence.
        said: One row a vector, one column a comparison: 0 silent, else the place of the level, from 1.
        rarity: The same shape: bits beyond those of the level.
        count: Pairs of each vector.
        is_apart: Whether its pairs are known to be two people.
        given: Bits of each level as given, silence (0) in front.
    """

    levels: tuple[tuple[str, ...], ...]
    said: npt.NDArray[np.int64]
    rarity: Numbers
    count: Numbers
    is_apart: npt.NDArray[np.bool_]
    given: tuple[Numbers, ...]


def learn_unlabelled(
    evidence: pl.DataFrame,
    pairs: pl.DataFrame,
    cannot_links: pl.DataFrame,
    reference_count: int,
    settings: LinkSettings,
) -> UnlabelledWeights:
    """Weights of all levels that occur.

    Args:
        evidence: PAIR_EVIDENCE.
        pairs: CANDIDATE_PAIR.
        cannot_links: CANNOT_LINK; those by decision are left out, for this is the estimate without people.
        reference_count: References of the case.
        settings: Prior and weights to start from.
    """
    vectors = _with_unproposed(_vectors(evidence, pairs, cannot_links, settings), reference_count)
    share = 1.0 / (1.0 + 2.0**-settings.prior_weight)
    # The first look is that of the given weights, in which silence says nothing; what it makes of the shares is what
    # the estimate is drawn towards.
    probability = _probabilities(vectors, list(vectors.given), share)
    first = _estimate(vectors, probability, None)
    estimate, rounds, moved = first, 0, np.inf
    while moved > _STILL and rounds < _MOST_ROUNDS:
        before = estimate
        estimate = _estimate(vectors, _probabilities(vectors, estimate.worth, estimate.share), first)
        moved = max(float(np.abs(new - old).max()) for new, old in zip(estimate.m, before.m, strict=True))
        rounds += 1
    worth, share = estimate.worth, estimate.share
    shifts = {
        name: float(worth[at][place] - worth[at][0] - vectors.given[at][place])
        for at, names in enumerate(vectors.levels)
        for place, name in enumerate(names, 1)
    }
    silence = sum(float(bits[0]) for bits in worth)
    intercept = float(np.log2(share / (1.0 - share))) - settings.prior_weight + silence
    counted = len(vectors.count), int(vectors.count.sum())
    return UnlabelledWeights(intercept, shifts, share, rounds, moved <= _STILL, *counted)


def _vectors(
    evidence: pl.DataFrame, pairs: pl.DataFrame, cannot_links: pl.DataFrame, settings: LinkSettings
) -> _Vectors:
    """What each comparison says of each pair, counted."""
    table = weights_table(settings.weight_overrides).select(
        name=pl.format("{}.{}", "comparison", "level"), given=pl.col("weight")
    )
    is_for = pl.col("bits_for") >= -pl.col("bits_against")
    said = (
        bits_by_comparison(evidence)
        .select(
            *_PAIR,
            "comparison",
            name=pl.format("{}.{}", "comparison", pl.when(is_for).then("best_level").otherwise("worst_level")),
            bits=pl.when(is_for).then("bits_for").otherwise("bits_against"),
        )
        .join(table, on="name")
        .with_columns(
            rarity=((pl.col("bits") - pl.col("given")) * 2).round().clip(-2 * _MOST_RARITY, 2 * _MOST_RARITY) / 2
        )
    )
    names = [
        tuple(part["name"].unique().sort())
        for _, part in said.sort("comparison").group_by("comparison", maintain_order=True)
    ]
    given = dict(table.iter_rows())
    wide = (
        pairs.select(_PAIR)
        .unique()
        .join(_apart(cannot_links), on=_PAIR, how="left")
        .with_columns(pl.col("is_apart").fill_null(value=False))
    )
    columns: list[int] = []
    for levels in names:
        place = {name: at for at, name in enumerate(levels, 1)}
        own = said.filter(pl.col("name").is_in(levels)).select(
            *_PAIR,
            pl.col("name").replace_strict(place, return_dtype=pl.Int64).alias(f"said {len(columns)}"),
            pl.col("rarity").alias(f"rarity {len(columns)}"),
        )
        wide = wide.join(own, on=_PAIR, how="left")
        columns.append(len(columns))
    both = [f"{what} {at}" for what in ("said", "rarity") for at in columns]
    counted = (
        wide.with_columns(pl.col(both).fill_null(0)).group_by(*both, "is_apart").len("count").sort(*both, "is_apart")
    )
    return _Vectors(
        tuple(names),
        counted.select(f"said {at}" for at in columns).to_numpy().astype(np.int64),
        counted.select(f"rarity {at}" for at in columns).to_numpy().astype(np.float64),
        counted["count"].to_numpy().astype(np.float64),
        counted["is_apart"].to_numpy().astype(bool),
        tuple(np.array([0.0, *(given[name] for name in levels)]) for levels in names),
    )


def _with_unproposed(vectors: _Vectors, reference_count: int) -> _Vectors:
    """With all pairs that no rule proposed, as others that say nothing: how candidates are chosen biases nothing."""
    rest = max(reference_count * (reference_count - 1) / 2 - vectors.count.sum(), 0.0)
    silent = np.zeros((1, vectors.said.shape[1]), dtype=np.int64)
    return _Vectors(
        vectors.levels,
        np.concatenate([vectors.said, silent]),
        np.concatenate([vectors.rarity, silent]),
        np.append(vectors.count, rest),
        np.append(vectors.is_apart, True),
        vectors.given,
    )


def _apart(cannot_links: pl.DataFrame) -> pl.DataFrame:
    seen = cannot_links.filter(pl.col("reason") != "judgement")
    return seen.select(_PAIR).unique().with_columns(is_apart=pl.lit(value=True))


def _columns(vectors: _Vectors) -> list[tuple[npt.NDArray[np.int64], Numbers]]:
    return [(vectors.said[:, at], bits) for at, bits in enumerate(vectors.given)]


def _counts(said: npt.NDArray[np.int64], pairs: Numbers, count: int) -> Numbers:
    """Pairs on each level."""
    return np.asarray(np.bincount(said, pairs, count), dtype=np.float64)


def _shares(counts: Numbers) -> Numbers:
    shares: Numbers = counts / counts.sum()
    return shares


@dataclass(frozen=True)
class _Estimate:
    """Shares of true pairs and of others on each level, silence in front, and what mean rarity takes off, in bits."""

    m: tuple[Numbers, ...]
    u: tuple[Numbers, ...]
    offsets: tuple[Numbers, ...]
    share: float

    @property
    def worth(self) -> list[Numbers]:
        """Bits of each level at its usual rarity."""
        return [
            np.log2(np.maximum(m, 1e-12) / np.maximum(u, 1e-12)) - offset
            for m, u, offset in zip(self.m, self.u, self.offsets, strict=True)
        ]


def _estimate(vectors: _Vectors, probability: Numbers, first: _Estimate | None) -> _Estimate:
    """The shares that fit best to these probabilities, drawn towards the first ones."""
    true, other = vectors.count * probability, vectors.count * (1.0 - probability)
    m, u, offsets = [], [], []
    for at, (said, given) in enumerate(_columns(vectors)):
        m_count, u_count, said_by = (_counts(said, part, len(given)) for part in (true, other, vectors.count))
        u_count[1:] += _AT_LEAST_OTHERS * said_by[1:] + 0.5
        if first is not None:
            m_count = m_count + _STRENGTH * first.m[at]
        own_m, own_u = _shares(m_count), _shares(u_count)
        own_m, own_u = _same_direction(own_m, own_u, given)
        m.append(own_m)
        u.append(own_u)
        offsets.append(_usual_rarity(said, vectors.rarity[:, at], true, other, len(given)))
    share = float(np.clip(true.sum() / vectors.count.sum(), 1e-9, 0.5))
    return _Estimate(tuple(m), tuple(u), tuple(offsets), share)


def _same_direction(m: Numbers, u: Numbers, given: Numbers) -> tuple[Numbers, Numbers]:
    """Reasons against keep their given bits: they are looked for in candidate pairs alone, so chance says nothing."""
    ratio = m[0] / u[0]
    own_m = np.where(given < 0.0, u * ratio * np.exp2(given), m)
    own_m = np.where(given > 0.0, np.maximum(own_m, u * ratio), own_m)
    return _shares(own_m), u


def _probabilities(vectors: _Vectors, worth: list[Numbers], share: float) -> Numbers:
    """How likely the pairs of each vector are true ones."""
    bits = np.full(len(vectors.count), np.log2(share / (1.0 - share)))
    for at, (said, _) in enumerate(_columns(vectors)):
        bits += worth[at][said] + vectors.rarity[:, at]
    probability: Numbers = 1.0 / (1.0 + np.exp2(-np.clip(bits, -60.0, 60.0)))
    probability[vectors.is_apart] = 0.0
    return probability


def _usual_rarity(said: npt.NDArray[np.int64], rarity: Numbers, true: Numbers, other: Numbers, count: int) -> Numbers:
    """Rarity of each level half way between what true pairs and others share on average, in bits."""
    total = np.zeros(count)
    for weight in (true, other):
        of_level = np.bincount(said, weight, count)
        total += 0.5 * np.bincount(said, weight * rarity, count) / np.maximum(of_level, 1e-12)
    return total
