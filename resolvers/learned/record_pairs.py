"""Learning from labelled pairs of a table of person records: questions, reasons of the labelled pairs, new worths.

The reasons are the levels of the table's comparisons at the bits they are worth without labels; pairs that no key
proposed can be labelled too, since they are compared here.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from resolvers.learned.fitting import LabelledPairs, LearnedWeights, NotLearned
from resolvers.records.clusters import ClusteringRules, Decisions, record_clusters
from resolvers.records.comparison import MISSING, RARITIES, Codes, level_of
from resolvers.records.expectation import match_weights
from resolvers.records.resolve import Resolved
from resolvers.records.weights import code_weights

_PAIR = ["id_l", "id_r"]
# What speaks against a pair since it could be two neighbours or relatives; no comparison says it alone.
NEARNESS = "neighbours or relatives"
# Pairs below this are hardly ever one person: they are left out of the questions before anything is sorted.
_LEAST_WEIGHT = -12.0
# What a decision weighs: more than any reasons, which a decision stands above.
DECIDED_BITS = 40.0


@dataclass(frozen=True)
class RecordLabels:
    """Labelled pairs of records, with where they are in the table.

    Attributes:
        pairs: What is learned from.
        left: Places of the left records in Resolved.ids.
        right: Of the right ones.
    """

    pairs: LabelledPairs
    left: npt.NDArray[np.int32]
    right: npt.NDArray[np.int32]


def record_questions(resolved: Resolved) -> pl.DataFrame:
    """The compared pairs as resolvers.learned.questions wants them.

    Returns:
        Columns id_l, id_r, match_weight, kind (the level of each comparison), rules (empty: keys aren't kept by pair).
    """
    near = np.flatnonzero(resolved.pair_weights > _LEAST_WEIGHT)
    kinds = np.zeros(len(near), dtype=np.int64)
    for comparison, codes in zip(resolved.comparisons, resolved.codes, strict=True):
        kinds = kinds * len(comparison.levels) + level_of(codes[near])
    return pl.DataFrame(
        {
            "id_l": resolved.ids.gather(resolved.candidates.left[near]),
            "id_r": resolved.ids.gather(resolved.candidates.right[near]),
            "match_weight": resolved.pair_weights[near].astype(np.float64),
            "kind": pl.Series(kinds).cast(pl.String),
            "rules": pl.Series([""], dtype=pl.String).new_from_index(0, len(near)),
        }
    )


def record_labels(resolved: Resolved, labels: pl.DataFrame) -> RecordLabels:
    """Labelled pairs with their reasons.

    What is held out together is a cluster: its records are mostly one person, so a pair of it in both halves would be
    known to the model already.

    Args:
        resolved: The table, resolved without labels.
        labels: Columns id_l, id_r, is_match; a pair that is labelled twice counts as last labelled.

    Raises:
        NotLearned: When an id isn't in the table, a record is compared with itself, or there is no label.
    """
    places = pl.DataFrame({"id": resolved.ids, "place": np.arange(len(resolved.ids), dtype=np.int32)})
    # A pair is the same whichever of its records is named first.
    turned = labels.with_columns(id_l=pl.min_horizontal(_PAIR), id_r=pl.max_horizontal(_PAIR))
    last = turned.unique(_PAIR, keep="last", maintain_order=True)
    found = (
        last.join(places.rename({"id": "id_l", "place": "left"}), on="id_l", how="left", maintain_order="left")
        .join(places.rename({"id": "id_r", "place": "right"}), on="id_r", how="left", maintain_order="left")
        .sort(_PAIR)
    )
    unknown = found.filter(pl.any_horizontal(pl.col("left", "right").is_null()))
    if not unknown.is_empty():
        raise NotLearned(f"a label names {unknown['id_l'][0]} and {unknown['id_r'][0]}; the table lacks one of them")
    if found.is_empty():
        raise NotLearned("there are no labels")
    if not (alone := found.filter(pl.col("id_l") == pl.col("id_r"))).is_empty():
        raise NotLearned(f"a label compares the record {alone['id_l'][0]} with itself")
    left, right = found["left"].to_numpy(), found["right"].to_numpy()
    features, bits = _reasons(resolved, [comparison.codes(left, right) for comparison in resolved.comparisons])
    pairs = LabelledPairs(
        features,
        bits,
        np.full(len(left), resolved.weights.prior_bits),
        found["is_match"].to_numpy().astype(bool),
        resolved.clusters[left].astype(np.str_),
        resolved.clusters[right].astype(np.str_),
    )
    return RecordLabels(pairs, left, right)


def _reasons(resolved: Resolved, codes: Sequence[Codes]) -> tuple[tuple[str, ...], npt.NDArray[np.float64]]:
    """Names of the levels that some of the pairs reach, and their bits: one row a pair, one column a level."""
    features: list[str] = []
    columns: list[npt.NDArray[np.float64]] = []
    for comparison, own, code in zip(resolved.comparisons, resolved.weights.comparisons, codes, strict=True):
        worth, level = code_weights(comparison, own)[code].astype(np.float64), level_of(code)
        for place, name in enumerate(comparison.levels):
            if place != MISSING and (level == place).any():
                features.append(f"{comparison.name}.{name.name}")
                columns.append(np.where(level == place, worth, 0.0))
    whole = match_weights(resolved.comparisons, codes, resolved.weights).astype(np.float64)
    columns.append(whole - resolved.weights.prior_bits - np.sum(columns, axis=0))
    return (*features, NEARNESS), np.column_stack(columns)


def learned_pair_weights(resolved: Resolved, learned: LearnedWeights) -> npt.NDArray[np.float32]:
    """What every compared pair is worth in bits after learning; cost grows with the pairs as plain scoring does."""
    total = resolved.pair_weights + np.float32(learned.intercept)
    near = resolved.pair_weights - np.float32(resolved.weights.prior_bits)
    for comparison, own, codes in zip(resolved.comparisons, resolved.weights.comparisons, resolved.codes, strict=True):
        scales = np.array([learned.scales.get(f"{comparison.name}.{level.name}", 1.0) for level in comparison.levels])
        worth = code_weights(comparison, own)
        total += (worth * np.repeat(scales - 1.0, RARITIES)).astype(np.float32)[codes]
        near -= worth[codes]
    return total + np.float32(learned.scales.get(NEARNESS, 1.0) - 1.0) * near


def with_learned(resolved: Resolved, learned: LearnedWeights, rules: ClusteringRules) -> Resolved:
    """The table resolved anew with learned weights; pairs and comparisons stay."""
    worth = learned_pair_weights(resolved, learned)
    count = len(resolved.ids)
    clusters = record_clusters(resolved.candidates.left, resolved.candidates.right, worth, count, rules)
    return replace(resolved, pair_weights=worth, clusters=clusters)


def _places(
    lefts: npt.NDArray[np.integer[Any]],
    rights: npt.NDArray[np.integer[Any]],
    left: npt.NDArray[np.int32],
    right: npt.NDArray[np.int32],
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    """Where pairs stand, or would stand, in a list in order of left, then right record; whether they do."""
    begin, end = np.searchsorted(lefts, left, "left"), np.searchsorted(lefts, left, "right")
    some = zip(begin.tolist(), end.tolist(), right.tolist(), strict=True)
    places = np.array([first + np.searchsorted(rights[first:last], one) for first, last, one in some], dtype=np.int64)
    found = np.array([at < last for at, last in zip(places, end, strict=True)], dtype=bool)
    found[found] = rights[places[found]] == right[found]
    return places, found


@dataclass(frozen=True)
class Decided:
    """A table in which people's decisions stand.

    Attributes:
        resolved: The table; decided pairs weigh DECIDED_BITS for or against, and no cluster goes against them.
        contradictions: Places, in the labels, of records that were decided to be two, while other decisions make them
            one; these others stand.
    """

    resolved: Resolved
    contradictions: npt.NDArray[np.int64]


def with_decisions(resolved: Resolved, known: RecordLabels, rules: ClusteringRules) -> Decided:
    """The table with every labelled pair as people decided it; labelled pairs that no key proposed are added.

    Args:
        resolved: The table as the weights have it.
        known: The labels.
        rules: When clusters join.
    """
    is_match, count = known.pairs.is_match, len(resolved.ids)
    decided = Decisions(known.left[is_match], known.right[is_match], known.left[~is_match], known.right[~is_match])
    left, right = np.minimum(known.left, known.right), np.maximum(known.left, known.right)
    proposed = resolved.candidates
    places, is_there = _places(proposed.left, proposed.right, left, right)
    is_new = ~is_there
    added_l, added_r = left[is_new], right[is_new]
    order = np.lexsort((added_r, added_l))
    at, added_l, added_r = places[is_new][order], added_l[order], added_r[order]
    fresh = [comparison.codes(added_l, added_r) for comparison in resolved.comparisons]
    candidates = replace(
        proposed, left=np.insert(proposed.left, at, added_l), right=np.insert(proposed.right, at, added_r)
    )
    worth = np.insert(resolved.pair_weights, at, np.float32(0))
    rows, _ = _places(candidates.left, candidates.right, left, right)
    worth[rows] = np.where(is_match, DECIDED_BITS, -DECIDED_BITS)
    codes = tuple(np.insert(own, at, new) for own, new in zip(resolved.codes, fresh, strict=True))
    clusters = record_clusters(candidates.left, candidates.right, worth, count, rules, decided)
    found = replace(
        resolved, candidates=candidates, codes=codes, pair_weights=worth, clusters=clusters, decided=np.sort(rows)
    )
    different = np.flatnonzero(~is_match)
    return Decided(found, different[decided.contradicting(count)])
