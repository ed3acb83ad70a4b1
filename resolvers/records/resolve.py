"""Resolves a table of person records: the steps in order, from cells to clusters with reasons.

Nothing is chosen for a table: columns are recognised, keys counted, weights learned. The result doesn't depend on the
order of the rows: they are worked on in the order of their ids.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray

from resolvers.records.blocking import Budget, Candidates, candidates
from resolvers.records.clusters import ClusteringRules, record_clusters
from resolvers.records.columns import Column, recognised_columns
from resolvers.records.comparison import Codes, Comparison, bits_of
from resolvers.records.dates import DateComparison
from resolvers.records.errors import UnusableTable
from resolvers.records.expectation import LearningRules, learned, match_probability, match_weights
from resolvers.records.name_comparison import NameComparison
from resolvers.records.names import names_of
from resolvers.records.texts import Ints
from resolvers.records.values import ValueComparison
from resolvers.records.vectors import CountedVectors, counted, vectors
from resolvers.records.weights import Weights, first_weights, weight_table, with_fixed

Advance = Callable[[str, int, int], None]
_MOST_CHANCE_PAIRS = 300_000
# Bits without names below which no name could make a pair one person.
_LEAST_WITHOUT_NAMES = -17.0


@dataclass(frozen=True)
class ResolveRules:
    """One configuration for all tables.

    Attributes:
        budget: How many pairs may be compared.
        learning: How weights are learned.
        clustering: When clusters join.
        most_heard: Pairs whose names in two scripts are listened to, at most; those most likely without names first.
        seed: Of the pairs drawn by chance.
    """

    budget: Budget = field(default_factory=Budget)
    learning: LearningRules = field(default_factory=LearningRules)
    clustering: ClusteringRules = field(default_factory=ClusteringRules)
    most_heard: int = 10_000
    seed: int = 20261126


def rules_of(threshold: float) -> ResolveRules:
    """The configuration with another probability from which records join."""
    return ResolveRules(clustering=ClusteringRules(join_at=float(np.log2(threshold / (1 - threshold)))))


@dataclass(frozen=True)
class Resolved:
    """A resolved table.

    Attributes:
        ids: Ids of the records, ascending.
        comparisons: What was compared.
        columns: What each column was taken for.
        candidates: The pairs compared, as places in `ids`.
        codes: What each comparison says of each pair.
        weights: What the levels are worth.
        pair_weights: What each pair is worth, in bits.
        clusters: For each record the place of the first record of its cluster.
        unheard: Pairs of names in two scripts that might be one person and were not listened to: too many.
        decided: Places of the pairs that people decided; what they are worth is decided, too.
    """

    ids: pl.Series
    comparisons: tuple[Comparison, ...]
    columns: tuple[Column, ...]
    candidates: Candidates
    codes: tuple[Codes, ...]
    weights: Weights
    pair_weights: NDArray[np.float32]
    clusters: Ints
    unheard: int = 0
    decided: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))

    @property
    def pair_probabilities(self) -> NDArray[np.float64]:
        """Probability that each pair is one person; worked out when asked for: it takes twice the room of weights."""
        return match_probability(self.pair_weights)


def resolve_records(
    table: pl.DataFrame,
    id_column: str,
    rules: ResolveRules | None = None,
    fixed_weights: pl.DataFrame | None = None,
    advance: Advance | None = None,
    told: Mapping[str, str] | None = None,
) -> Resolved:
    """Which records of a table are one person.

    Args:
        table: The records, all columns text, null where empty.
        id_column: The column that names each record; unique, no nulls.
        rules: The configuration.
        fixed_weights: Weights that an analyst fixed (see weights.weight_table).
        advance: Called with what is being done, how much of it is done and how much there is.
        told: Column to kind, of columns that somebody knows (see columns.KINDS); others are recognised.

    Returns:
        Clusters, pairs and weights. Deterministic, whatever the order of rows.

    Raises:
        UnusableTable: When ids are missing or double, or nothing can be compared.
        UnusableWeights: When fixed weights don't fit the table.
    """
    rules = rules or ResolveRules()
    tell = advance or (lambda what, done, total: None)
    tell("reading columns", 0, 1)
    records = _ordered(table, id_column)
    # Once the comparisons hold what they need, the table itself is memory for nothing.
    del table
    ids, records = records[id_column], records.drop(id_column)
    count = records.height
    columns = tuple(recognised_columns(records, told))
    comparisons = _comparisons(records, columns, rules.seed)
    del records
    tell("finding pairs", 0, 1)
    proposed = candidates(comparisons, count, rules.budget)
    pair_count = len(proposed.left)
    codes = vectors(comparisons, proposed.left, proposed.right, lambda done: tell("comparing", done, pair_count))
    tell("learning weights", 0, 1)
    seen = counted(codes)
    weights = learned(comparisons, seen, _first(comparisons, count, rules, fixed_weights), count, rules.learning)
    tell("listening to names", 0, 1)
    worthy = _worth_hearing(comparisons, codes, weights)
    if changed := _heard(comparisons, codes, proposed, worthy[: rules.most_heard]):
        weights = learned(comparisons, seen.changed(*changed), weights, count, rules.learning)
    unheard = max(len(worthy) - rules.most_heard, 0)
    worth = match_weights(comparisons, codes, weights)
    tell("joining", 0, 1)
    clusters = record_clusters(proposed.left, proposed.right, worth, count, rules.clustering)
    return Resolved(ids, comparisons, columns, proposed, codes, weights, worth, clusters, unheard)


def _ordered(table: pl.DataFrame, id_column: str) -> pl.DataFrame:
    if id_column not in table.columns:
        raise UnusableTable(f"there is no column '{id_column}'; the table has {', '.join(table.columns)}")
    if table[id_column].null_count():
        raise UnusableTable(f"{table[id_column].null_count():,} rows have nothing in the id column '{id_column}'")
    if table[id_column].is_duplicated().any():
        double = table[id_column].filter(table[id_column].is_duplicated()).sort()[0]
        raise UnusableTable(f"the id column '{id_column}' has '{double}' more than once; ids must be unique")
    if table.height < 2:
        raise UnusableTable("the table has fewer than two records; there is nothing to compare")
    return table.sort(id_column)


def _comparisons(records: pl.DataFrame, columns: Sequence[Column], seed: int) -> tuple[Comparison, ...]:
    found: list[Comparison] = []
    names = names_of(records, columns)
    if names is not None:
        found.append(NameComparison(" + ".join(column.name for column in columns if column.is_name), names, seed))
    for column in columns:
        if column.kind == "date":
            found.append(DateComparison(column.name, records[column.name]))
        elif column.kind != "ignored" and not column.is_name:
            found.append(ValueComparison(column.name, column.kind, records[column.name]))
    if not found:
        raise UnusableTable("no column of the table holds anything by which two records could be one person")
    return tuple(found)


def _first(
    comparisons: Sequence[Comparison], record_count: int, rules: ResolveRules, fixed_weights: pl.DataFrame | None
) -> Weights:
    """Weights before anything is learned, those an analyst fixed in their place."""
    if record_count * (record_count - 1) // 2 <= _MOST_CHANCE_PAIRS:
        left, right = np.array(np.triu_indices(record_count, 1), dtype=np.int32)
    else:
        drawn = np.random.default_rng(rules.seed).integers(0, record_count, (2, _MOST_CHANCE_PAIRS)).astype(np.int32)
        left, right = drawn[:, drawn[0] != drawn[1]]
    weights = first_weights(comparisons, vectors(comparisons, left, right), 1 / record_count)
    if fixed_weights is not None:
        weights = with_fixed(comparisons, weights, fixed_weights)
    return weights


def _worth_hearing(comparisons: Sequence[Comparison], codes: Sequence[Codes], weights: Weights) -> Ints:
    """Pairs of names in two scripts that aren't alike by letters, the likeliest without names first.

    Left out are those that no name could make one person.
    """
    names = comparisons[0]
    if not isinstance(names, NameComparison):
        return np.zeros(0, dtype=np.int64)
    rows = np.flatnonzero(names.is_worth_hearing(codes[0]))
    if len(comparisons) == 1 or not len(rows):
        return rows
    rest = match_weights(comparisons[1:], [one[rows] for one in codes[1:]], weights.without_first())
    # Words that are alike by letters in spite of two scripts make it the likelier that the others sound alike.
    likely = rest + bits_of(codes[0][rows])
    worthy = np.flatnonzero(rest > _LEAST_WITHOUT_NAMES)
    ordered: Ints = rows[worthy[np.argsort(-likely[worthy], kind="stable")]]
    return ordered


def _heard(
    comparisons: Sequence[Comparison], codes: Sequence[Codes], proposed: Candidates, rows: Ints
) -> tuple[CountedVectors, CountedVectors] | None:
    """Listen to names in two scripts; changes the codes of those that sound alike in their place.

    Returns:
        The vectors of the changed pairs as they were and as they are; None where nothing changed.
    """
    names = comparisons[0]
    if not isinstance(names, NameComparison) or not len(rows):
        return None
    alike = names.heard_alike(proposed.left[rows], proposed.right[rows])
    rows = rows[alike]
    if not len(rows):
        return None
    before = counted([one[rows] for one in codes])
    codes[0][rows] = names.heard_codes(codes[0][rows])
    return before, counted([one[rows] for one in codes])


def weights_of(resolved: Resolved) -> pl.DataFrame:
    """The weights of a resolved table as rows (see weights.weight_table)."""
    return weight_table(resolved.comparisons, resolved.weights)
