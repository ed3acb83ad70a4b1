"""Learns weights without labels: Fellegi-Sunter by expectation maximisation over counted comparison vectors.

Three kinds of pairs are told apart: one person, chance pairs, and near ones (neighbours, relatives) that share what
comes in bundles. u stays what chance pairs show and what the rarity of shared values says; the rest is learned. Pairs
that no key proposed count as chance pairs, so that the choice of candidates biases nothing.

**Source:** Fellegi and Sunter (1969); Winkler (1988, 2000) for EM, and Winkler (1993) for a class of pairs inside one
household; Splink for the idea of rarity (term frequencies), which is part of the model here instead of a correction
after it. Known limit: inside each class comparisons are taken as independent.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from resolvers.records.comparison import MISSING, Codes, Comparison, level_of
from resolvers.records.vectors import BATCH, CountedVectors
from resolvers.records.weights import (
    ComparisonWeights,
    Weights,
    code_weights,
    near_code_weights,
    shares_in_groups,
)

Floats = NDArray[np.float64]
# Of pairs drawn at random that reach a level, as many at least are taken for chance.
_LEAST_CHANCE = 0.1


@dataclass(frozen=True)
class LearningRules:
    """How weights are learned.

    Attributes:
        most_iterations: When to give up.
        tolerance: Largest change of an m that counts as standing still.
        prior_strength: So many pairs the priors of a comparison weigh.
        least_doubles: True pairs a record, at least.
    """

    most_iterations: int = 200
    tolerance: float = 1e-4
    prior_strength: float = 20.0
    least_doubles: float = 0.001


def learned(
    comparisons: Sequence[Comparison], seen: CountedVectors, weights: Weights, record_count: int, rules: LearningRules
) -> Weights:
    """Weights that explain the candidate pairs best.

    Args:
        comparisons: The comparisons.
        seen: Distinct vectors of the candidates with counts.
        weights: Where to start; u and fixed levels stay.
        record_count: Records of the table.
        rules: How to learn.

    Returns:
        The weights with `iterations` and `converged`. Deterministic; cost grows with distinct vectors.
    """
    pairs = record_count * (record_count - 1) / 2
    levels = [level_of(codes).astype(np.int64) for codes in seen.codes]
    first = weights.comparisons
    for iteration in range(1, rules.most_iterations + 1):
        match, near = _class_probabilities(comparisons, seen.codes, weights)
        match, near = match * seen.counts, near * seen.counts
        least = rules.least_doubles / record_count
        share = float(np.clip((match.sum() + 1) / pairs, least, 0.5))
        near_share = float(np.clip((near.sum() + 1) / pairs, least, 0.4))
        change = abs(np.log2(share / weights.match_share)) / 100
        renewed = []
        for place, comparison in enumerate(comparisons):
            counts = tuple(_counts(levels[place], one, len(comparison.levels)) for one in (match, near))
            own = _renewed(
                comparison,
                weights.comparisons[place],
                first[place],
                (counts[0], counts[1]),
                share,
                rules.prior_strength,
            )
            change = max(change, float(np.abs(own.m - weights.comparisons[place].m).max()))
            renewed.append(own)
        converged = change < rules.tolerance
        weights = replace(
            weights,
            comparisons=tuple(renewed),
            match_share=share,
            near_share=near_share,
            iterations=iteration,
            converged=converged,
        )
        if converged:
            break
    return weights


def _renewed(
    comparison: Comparison,
    own: ComparisonWeights,
    first: ComparisonWeights,
    counts: tuple[Floats, Floats],
    match_share: float,
    strength: float,
) -> ComparisonWeights:
    """Weights of a comparison by how many true and near pairs reach its levels."""
    match, near = counts
    priors = np.array([level.prior for level in comparison.levels])
    m = np.where(own.is_fixed, own.m, shares_in_groups(comparison, match, strength, priors))
    m[MISSING] = 0
    own = replace(own, m=m, u=_without_matches(own, m, first.u, match_share))
    return own if own.is_personal else replace(own, near=shares_in_groups(comparison, near, strength, first.near))


def _counts(levels: NDArray[np.int64], likely: Floats, level_count: int) -> Floats:
    return np.bincount(levels, weights=likely, minlength=level_count).astype(np.float64)


def _without_matches(own: ComparisonWeights, m: Floats, drawn: Floats, share: float) -> Floats:
    """Shares of chance pairs: pairs drawn at random are chance pairs but for the true ones among them."""
    rest = np.maximum(drawn - share * m, drawn * _LEAST_CHANCE) / (1 - share)
    return np.where(own.is_fixed, own.u, rest)


def _class_probabilities(
    comparisons: Sequence[Comparison], codes: Sequence[Codes], weights: Weights
) -> tuple[Floats, Floats]:
    """Probability that pairs are one person, and that they are near."""
    match = np.exp2(np.clip(_bits_for_match(comparisons, codes, weights).astype(np.float64), -200, 200))
    near = np.exp2(np.clip(near_bits(comparisons, codes, weights).astype(np.float64), -200, 200))
    chance = max(1 - weights.match_share - weights.near_share, 0.1)
    total = match + near + chance
    return match / total, near / total


def _bits_for_match(comparisons: Sequence[Comparison], codes: Sequence[Codes], weights: Weights) -> NDArray[np.float32]:
    """How much more likely pairs are as one person than by chance, in bits."""
    total = np.full(len(codes[0]), np.log2(weights.match_share), dtype=np.float32)
    for comparison, own, code in zip(comparisons, weights.comparisons, codes, strict=True):
        total += code_weights(comparison, own)[code]
    return total


def near_bits(comparisons: Sequence[Comparison], codes: Sequence[Codes], weights: Weights) -> NDArray[np.float32]:
    """How much more likely pairs are as neighbours or relatives than by chance, in bits."""
    total = np.full(len(codes[0]), np.log2(weights.near_share), dtype=np.float32)
    for comparison, own, code in zip(comparisons, weights.comparisons, codes, strict=True):
        total += near_code_weights(comparison, own)[code]
    return total


def near_discount(comparisons: Sequence[Comparison], codes: Sequence[Codes], weights: Weights) -> NDArray[np.float32]:
    """What pairs lose because neighbours and relatives agree like that, too, in bits (0 or less)."""
    found: NDArray[np.float32] = -np.logaddexp2(np.float32(0), near_bits(comparisons, codes, weights))
    return found


def match_weights(comparisons: Sequence[Comparison], codes: Sequence[Codes], weights: Weights) -> NDArray[np.float32]:
    """What pairs are worth in bits: the share of true pairs, all comparisons, less the discount for near pairs."""
    total = np.empty(len(codes[0]), dtype=np.float32)
    for begin in range(0, len(total), BATCH):
        some = [one[begin : begin + BATCH] for one in codes]
        total[begin : begin + BATCH] = _bits_for_match(comparisons, some, weights)
        total[begin : begin + BATCH] += near_discount(comparisons, some, weights)
    total += np.float32(weights.prior_bits - np.log2(weights.match_share))
    return total


def match_probability(weights: NDArray[np.float32]) -> Floats:
    """Probability that pairs of such weights are one person."""
    found: Floats = 1 / (1 + np.exp2(-np.clip(weights.astype(np.float64), -60, 60)))
    return found
