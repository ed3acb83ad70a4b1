"""Learns weights without labels: Fellegi-Sunter by expectation maximisation over counted comparison vectors.

u stays what chance pairs show and what the rarity of shared values says; m and the share of true pairs are learned.
Pairs that no key proposed count as chance pairs, so that the choice of candidates biases nothing.

**Source:** Fellegi and Sunter (1969); Winkler (1988, 2000) for EM; Splink for the idea of rarity
(term frequencies), which is part of the model here instead of a correction after it. Known limit: comparisons are taken
as independent given what a pair is.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from resolvers.records.comparison import MISSING, Codes, Comparison, level_of
from resolvers.records.vectors import CountedVectors
from resolvers.records.weights import Weights, code_weights, shares_in_groups

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class LearningRules:
    """How weights are learned.

    Attributes:
        most_iterations: When to give up.
        tolerance: Largest change of an m that counts as standing still.
        prior_strength: So many true pairs the priors of a comparison weigh.
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
    priors = [np.array([level.prior for level in comparison.levels]) for comparison in comparisons]
    levels = [level_of(codes).astype(np.int64) for codes in seen.codes]
    for iteration in range(1, rules.most_iterations + 1):
        likely = seen.counts * match_probability(match_weights(comparisons, seen.codes, weights))
        share = float(np.clip((likely.sum() + 1) / pairs, rules.least_doubles / record_count, 0.5))
        renewed = []
        change = abs(np.log2(share / weights.match_share)) / 100
        for comparison, own, level, prior in zip(comparisons, weights.comparisons, levels, priors, strict=True):
            counts = np.bincount(level, weights=likely, minlength=len(comparison.levels)).astype(np.float64)
            m = shares_in_groups(comparison, counts, rules.prior_strength, prior)
            m = np.where(own.is_fixed, own.m, m)
            m[MISSING] = 0
            change = max(change, float(np.abs(m - own.m).max()))
            renewed.append(replace(own, m=m))
        converged = change < rules.tolerance
        weights = replace(
            weights, comparisons=tuple(renewed), match_share=share, iterations=iteration, converged=converged
        )
        if converged:
            break
    return weights


def match_weights(comparisons: Sequence[Comparison], codes: Sequence[Codes], weights: Weights) -> NDArray[np.float32]:
    """What pairs are worth in bits, the share of true pairs included."""
    total = np.full(len(codes[0]), weights.prior_bits, dtype=np.float32)
    for comparison, own, code in zip(comparisons, weights.comparisons, codes, strict=True):
        total += code_weights(comparison, own)[code]
    return total


def match_probability(weights: NDArray[np.float32]) -> Floats:
    """Probability that pairs of such weights are one person."""
    found: Floats = 1 / (1 + np.exp2(-np.clip(weights.astype(np.float64), -60, 60)))
    return found
