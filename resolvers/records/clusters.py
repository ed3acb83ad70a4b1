"""Joins records into clusters by average linkage over scored pairs: no chain of weak links holds a cluster together.

Two clusters join when the pairs between them, taken together, speak for one person. Each round joins all pairs of
clusters that are each other's nearest: the same tree as joining the nearest pair of all, one at a time (de Rham 1980;
average linkage is reducible), but in whole columns. Pairs that were never compared count as mildly against.

What people decided stands whatever the weights say: records that are the same start in one cluster, and no two clusters
join that hold two different ones.

Invariants: independent of the order of pairs; a record in no link and no decision is alone.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from resolvers.records.texts import Ints

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class ClusteringRules:
    """When clusters join.

    Attributes:
        join_at: Mean worth of the pairs between two clusters, in bits, from which they join.
        most_for: What one pair may speak for a join at most, in bits.
        most_against: What one pair may speak against it at most, in bits.
        not_compared: What a pair that no key proposed counts for, in bits.
        most_rounds: A bound; clusters of a round of n join in about log n rounds.
    """

    join_at: float = 0.0
    most_for: float = 10.0
    most_against: float = 10.0
    not_compared: float = -4.0
    most_rounds: int = 500


def _nobody() -> Ints:
    return np.zeros(0, dtype=np.int64)


@dataclass(frozen=True)
class Decisions:
    """Pairs that people decided, as places of records.

    Attributes:
        same_left: One record of each pair that is one person.
        same_right: The other.
        different_left: One record of each pair that is two.
        different_right: The other.
    """

    same_left: Ints = field(default_factory=_nobody)
    same_right: Ints = field(default_factory=_nobody)
    different_left: Ints = field(default_factory=_nobody)
    different_right: Ints = field(default_factory=_nobody)

    def first_clusters(self, count: int) -> NDArray[np.int64]:
        """For each record the smallest place among those that are the same as it, by way of others, too."""
        first = np.arange(count, dtype=np.int64)
        while True:
            low = np.minimum(first[self.same_left], first[self.same_right])
            nearer = first.copy()
            np.minimum.at(nearer, self.same_left, low)
            np.minimum.at(nearer, self.same_right, low)
            nearer = nearer[nearer]
            if (nearer == first).all():
                return first
            first = nearer

    def contradicting(self, count: int) -> NDArray[np.int64]:
        """Which decisions that two records differ others contradict that make them one person: places in the list."""
        first = self.first_clusters(count)
        return np.flatnonzero(first[self.different_left] == first[self.different_right])


def record_clusters(
    left: Ints,
    right: Ints,
    weights: NDArray[np.float32],
    count: int,
    rules: ClusteringRules,
    decided: Decisions | None = None,
) -> Ints:
    """The cluster of each record.

    Args:
        left: Places of records.
        right: As many.
        weights: What the pairs are worth in bits, the share of true pairs included.
        count: Records in all.
        rules: When clusters join.
        decided: What people decided; where they contradict each other, `same` stands.

    Returns:
        For each record the smallest place in its cluster.
    """
    decided = decided or Decisions()
    label = decided.first_clusters(count)
    apart_l, apart_r = label[decided.different_left], label[decided.different_right]
    kept = weights > rules.join_at - rules.most_against
    # Clusters join over pairs that speak for it: a record without one stays alone, whatever speaks against it.
    joins = weights >= rules.join_at
    may_join = np.zeros(count, dtype=bool)
    may_join[left[joins]] = may_join[right[joins]] = True
    # What is the same by decision joins as one: what speaks against one of its records speaks against all.
    may_join |= np.bincount(label, weights=may_join, minlength=count)[label] > 0
    if rules.join_at > rules.not_compared:
        kept &= may_join[left] & may_join[right]
    worth = np.clip(weights[kept], -rules.most_against, rules.most_for).astype(np.float64) - rules.not_compared
    one, other = label[left[kept]], label[right[kept]]
    worth, one, other = worth[one != other], one[one != other], other[one != other]
    size = np.bincount(label, minlength=count).astype(np.float64)
    for _ in range(rules.most_rounds):
        one, other, worth = _between_clusters(one, other, worth, count)
        mean = worth / (size[one] * size[other]) + rules.not_compared
        mean[_among(one, other, apart_l, apart_r, count)] = -np.inf
        joins = _each_others_nearest(one, other, mean, count, rules.join_at)
        if not joins.any():
            break
        kept_as, gone = one[joins], other[joins]
        size[kept_as] += size[gone]
        moved = np.arange(count, dtype=np.int64)
        moved[gone] = kept_as
        label, apart_l, apart_r = moved[label], moved[apart_l], moved[apart_r]
        one, other = moved[one], moved[other]
        inside = one == other
        one, other, worth = one[~inside], other[~inside], worth[~inside]
    return label.astype(np.int32)


def _among(one: Ints, other: Ints, apart_l: Ints, apart_r: Ints, count: int) -> NDArray[np.bool_]:
    """Which pairs of clusters stand among those that must not join."""
    if not len(apart_l):
        return np.zeros(len(one), dtype=bool)
    barred = np.minimum(apart_l, apart_r) * count + np.maximum(apart_l, apart_r)
    return np.isin(one * count + other, barred)


def _between_clusters(
    one: NDArray[np.int64], other: NDArray[np.int64], worth: Floats, count: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], Floats]:
    """Sums over the pairs between two clusters; the smaller number first."""
    keys = np.minimum(one, other) * count + np.maximum(one, other)
    order = np.argsort(keys, kind="stable")
    keys, worth = keys[order], worth[order]
    first = (
        np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]])) if len(keys) else np.zeros(0, dtype=np.int64)
    )
    sums = np.add.reduceat(worth, first) if len(first) else worth
    return keys[first] // count, keys[first] % count, sums


def _each_others_nearest(
    one: NDArray[np.int64], other: NDArray[np.int64], mean: Floats, count: int, join_at: float
) -> NDArray[np.bool_]:
    """Which pairs of clusters are each other's nearest and near enough; ties go to the smaller numbers."""
    near = np.flatnonzero(mean >= join_at)
    # Pairs come in order of their clusters; equal means keep it, or two clusters could each prefer a third for ever.
    order = np.argsort(-np.round(mean[near], 6), kind="stable")
    rank = np.empty(len(near), dtype=np.int64)
    rank[order] = np.arange(len(near))
    best = np.full(count, len(near), dtype=np.int64)
    np.minimum.at(best, one[near], rank)
    np.minimum.at(best, other[near], rank)
    found = np.zeros(len(one), dtype=bool)
    found[near] = (best[one[near]] == rank) & (best[other[near]] == rank)
    return found
