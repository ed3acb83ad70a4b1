"""Blocking rules learned from pairs that are one person: dedupe's predicates and search, without its memory.

dedupe keeps, for each predicate, the set of all pairs of 5,000 sampled records that share a key, as Python tuples: some
gigabytes where a column has few values. What its search needs of that set is its size alone, and the size follows from
the sizes of the blocks. So the pairs are counted here and never listed; predicates run once per distinct value; what
proposes more pairs than may be compared is left out before the search. Only the labelled pairs are looked at as pairs.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import polars as pl
from dedupe import branch_and_bound, predicate_functions
from dedupe.variables.string import StringType

# Steps of dedupe's branch and bound; its own number.
_SEARCH_STEPS = 2500
# Records whose blocks are counted, and the rule for scaling up: pairs grow with the square of the records.
_SAMPLED_RECORDS = 5_000
# Single predicates that enter into pairs of predicates: those with most labelled pairs for the pairs they propose.
_PAIRED = 60
_SEED = 13


@dataclass(frozen=True)
class BlockPredicate:
    """A rule: records that share a key under every part are proposed.

    Attributes:
        parts: Column and dedupe's name of the predicate, one or two; the rule as data.
        cover_count: Pairs it proposes in the table, estimated from a sample. dedupe's search reads it.
    """

    parts: tuple[tuple[str, str], ...]
    cover_count: int


@dataclass(frozen=True)
class LearnedBlocking:
    """What was learned.

    Attributes:
        predicates: The rules, which together cover what was asked for.
        covered_share: Share of the labelled same pairs they cover.
        pair_count: Pairs they propose together at most, estimated.
    """

    predicates: tuple[BlockPredicate, ...]
    covered_share: float
    pair_count: int


def learned_blocking(
    records: pl.DataFrame, id_column: str, same: pl.DataFrame, pair_budget: int, recall: float = 1.0
) -> LearnedBlocking:
    """The cheapest rules that cover the labelled pairs.

    Args:
        records: The table, all columns text.
        id_column: The column that names each record.
        same: Columns id_l, id_r: pairs labelled the same.
        pair_budget: Pairs one rule may propose at most.
        recall: Share of those coverable pairs that must be covered.

    Returns:
        The rules; none when no rule covers a pair within the budget.
    """
    keys = _sample_with(records, id_column, same)
    single = {
        (column, name): frame
        for column in records.columns
        if column != id_column
        for name, frame in _keys_of(keys.records.select("place", value=column)).items()
    }
    covers: dict[BlockPredicate, frozenset[int]] = {}
    for part, frame in single.items():
        _add(covers, keys, (part,), frame, pair_budget)
    ranked = sorted(
        (part for part, frame in single.items() if keys.covered(frame)),
        key=lambda part: (-len(keys.covered(single[part])) / math.log2(2 + keys.pair_count(single[part])), part),
    )[:_PAIRED]
    for at, first in enumerate(ranked):
        for second in ranked[at + 1 :]:
            if first[0] != second[0]:
                both = single[first].join(single[second], on="place", suffix="_r")
                joined = both.select("place", key=pl.struct("key", "key_r").hash(seed=1))
                _add(covers, keys, (first, second), joined, pair_budget)
    if not covers:
        return LearnedBlocking((), 0.0, 0)
    coverable = len(frozenset.union(*covers.values()))
    # dedupe's search asks of a predicate only what it proposes, and gives back the ones it was given.
    searched = branch_and_bound.search(cast("Any", covers), math.ceil(recall * coverable), _SEARCH_STEPS)
    found = cast("tuple[BlockPredicate, ...]", searched)
    covered = len(frozenset().union(*(covers[predicate] for predicate in found)))
    chosen = tuple(sorted(found, key=lambda predicate: predicate.parts))
    return LearnedBlocking(chosen, covered / max(same.height, 1), sum(rule.cover_count for rule in chosen))


def block_keys(records: pl.DataFrame, id_column: str, predicates: Iterable[BlockPredicate]) -> pl.DataFrame:
    """Keys of a whole table under learned rules.

    Args:
        records: The table, all columns text.
        id_column: The column that names each record.
        predicates: The rules.

    Returns:
        Columns rule (number of the rule), key, id: records of one rule and key are to be compared.
    """
    placed = records.with_columns(place=pl.col(id_column))
    found = []
    for number, rule in enumerate(predicates):
        frames = [_keys_of(placed.select("place", value=column), {name})[name] for column, name in rule.parts]
        keys = frames[0]
        for other in frames[1:]:
            keys = keys.join(other, on="place", suffix="_r").select("place", key=pl.struct("key", "key_r").hash(seed=1))
        found.append(keys.select(rule=pl.lit(number), key="key", id="place"))
    empty = pl.DataFrame(schema={"rule": pl.Int32, "key": pl.UInt64, "id": records.schema[id_column]})
    return pl.concat([empty, *found]) if found else empty


@dataclass(frozen=True)
class _Sample:
    """Sampled records and those of the labelled pairs, numbered; which count, and which pairs are to be covered."""

    records: pl.DataFrame
    sampled: pl.Series
    growth: float
    same: pl.DataFrame

    def pair_count(self, keys: pl.DataFrame) -> int:
        """Pairs that share a key, scaled to the whole table."""
        size = pl.col("len").cast(pl.Float64)
        blocks = keys.filter(pl.col("place").is_in(self.sampled.implode())).group_by("key").len()
        pairs = blocks.select((size * (size - 1) / 2).sum()).item()
        return math.ceil(float(pairs or 0.0) * self.growth)

    def covered(self, keys: pl.DataFrame) -> frozenset[int]:
        """Numbers of the labelled pairs that share a key."""
        left = self.same.join(keys, left_on="left", right_on="place")
        both = left.join(keys, left_on=["right", "key"], right_on=["place", "key"], how="semi")
        return frozenset(both["number"].to_list())


def _sample_with(records: pl.DataFrame, id_column: str, same: pl.DataFrame) -> _Sample:
    ordered = records.sort(id_column).with_row_index("place")
    drawn = np.random.default_rng(_SEED).permutation(ordered.height)[:_SAMPLED_RECORDS]
    sampled = pl.Series("place", np.sort(drawn), dtype=pl.UInt32)
    numbers = ordered.select("place", id=id_column)
    pairs = (
        same.sort("id_l", "id_r")
        .with_row_index("number")
        .join(numbers.rename({"id": "id_l", "place": "left"}), on="id_l")
        .join(numbers.rename({"id": "id_r", "place": "right"}), on="id_r")
        .select("number", "left", "right")
    )
    wanted = pl.concat([sampled, pairs["left"], pairs["right"]]).unique()
    growth = (ordered.height / max(len(sampled), 1)) ** 2
    return _Sample(ordered.filter(pl.col("place").is_in(wanted.implode())), sampled, growth, pairs)


def _keys_of(values: pl.DataFrame, wanted: set[str] | None = None) -> dict[str, pl.DataFrame]:
    """Keys (hashed) of a column under dedupe's predicates for text; each predicate runs once per distinct value.

    Args:
        values: Columns place, value.
        wanted: Names of predicates; all when None.

    Returns:
        Name of the predicate to its rows place, key; predicates that find nothing are left out unless wanted.
    """
    distinct = values.select(pl.col("value").drop_nulls().unique().sort()).to_series()
    texts = distinct.to_list()
    found = {}
    for function in StringType._predicate_functions:
        name = function.__name__
        if wanted is not None and name not in wanted:
            continue
        keys = pl.DataFrame(
            {"value": distinct, "key": [sorted(map(str, getattr(predicate_functions, name)(text))) for text in texts]},
            schema={"value": pl.String, "key": pl.List(pl.String)},
        ).explode("key", empty_as_null=True)
        rows = values.join(keys.drop_nulls(), on="value").select("place", key=pl.col("key").hash(seed=1)).unique()
        if wanted is not None or not rows.is_empty():
            found[name] = rows.sort("place", "key")
    return found


def _add(
    covers: dict[BlockPredicate, frozenset[int]],
    sample: _Sample,
    parts: tuple[tuple[str, str], ...],
    keys: pl.DataFrame,
    pair_budget: int,
) -> None:
    """Keep a rule that covers a labelled pair and stays within the budget."""
    covered = sample.covered(keys)
    if covered and (count := sample.pair_count(keys)) <= pair_budget:
        covers[BlockPredicate(parts, count)] = covered
