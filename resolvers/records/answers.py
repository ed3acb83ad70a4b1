"""What a resolved table says, as tables: the entity of each record, the scored pairs, the reasons of each link."""

from collections.abc import Iterator

import numpy as np
import polars as pl
from numpy.typing import NDArray

from resolvers.records.comparison import MISSING, RARITIES, level_of
from resolvers.records.expectation import match_probability, match_weights, near_discount
from resolvers.records.name_comparison import NameComparison
from resolvers.records.resolve import Resolved
from resolvers.records.weights import code_weights

# Pairs that are worked on at once.
_BATCH = 25_000
NEAR, NEAR_LEVEL = "neighbours and relatives", "agree like that, too"
DECIDED, DECIDED_LEVEL = "a person's decision", "stands whatever the rest says"


def entities(resolved: Resolved, id_column: str) -> pl.DataFrame:
    """The entity of each record.

    Returns:
        One row a record in order of id, Columns: the id column, entity_id (the smallest id of the entity's records),
        probability (of a record among others: of its surest pair inside the entity; of a record alone: that none of
        its pairs is one person, as its surest pair has it).
    """
    surest = _surest(resolved)
    return pl.DataFrame(
        {
            id_column: resolved.ids,
            "entity_id": resolved.ids.gather(resolved.clusters),
            "probability": np.where(_is_alone(resolved), 1 - surest, surest),
        }
    )


def scored_pairs(resolved: Resolved) -> pl.DataFrame:
    """All pairs that were compared.

    Returns:
        One row a pair, Columns: id_l, id_r (id_l < id_r), match_weight (bits), match_probability.
    """
    return pl.concat(list(scored_pair_batches(resolved)))


def scored_pair_batches(resolved: Resolved) -> Iterator[pl.DataFrame]:
    """The same in parts, at least one: ids written out take several times the room of all else that is known."""
    for begin in range(0, max(len(resolved.pair_weights), 1), _BATCH):
        some = slice(begin, begin + _BATCH)
        yield _pairs(resolved, np.arange(*some.indices(len(resolved.pair_weights))))


def _pairs(resolved: Resolved, chosen: NDArray[np.int64]) -> pl.DataFrame:
    worth = resolved.pair_weights[chosen]
    return pl.DataFrame(
        {
            "id_l": resolved.ids.gather(resolved.candidates.left[chosen]),
            "id_r": resolved.ids.gather(resolved.candidates.right[chosen]),
            "match_weight": worth,
            "match_probability": match_probability(worth),
        }
    )


def reasons(resolved: Resolved, records: pl.DataFrame, id_column: str) -> pl.DataFrame:
    """Why each record is in its entity: its surest pair inside it, comparison by comparison.

    Args:
        resolved: The resolved table.
        records: The table it was resolved from.
        id_column: The column of ids.

    Returns:
        One row a comparison of each such pair, Columns: id_l, id_r, comparison, value_l, value_r (cells as they are),
        level, weight (bits). Missing values, which say nothing, are left out; the last row of a pair is what it loses
        because neighbours and relatives agree like that, too, and behind it what a person's decision outweighs, if any.
    """
    chosen = np.unique(_surest_pair(resolved))
    chosen = chosen[chosen >= 0]
    ids = _pairs(resolved, chosen).select("id_l", "id_r")
    cells = records.sort(id_column)
    left, right = resolved.candidates.left[chosen], resolved.candidates.right[chosen]
    found = []
    for comparison, own, codes in zip(resolved.comparisons, resolved.weights.comparisons, resolved.codes, strict=True):
        shown = _cells(cells, comparison.name)
        code = codes[chosen]
        names = pl.Series([level.name for level in comparison.levels])
        found.append(
            ids.with_columns(
                pl.lit(comparison.name).alias("comparison"),
                shown.gather(left).alias("value_l"),
                shown.gather(right).alias("value_r"),
                names.gather(level_of(code)).alias("level"),
                pl.Series("weight", code_weights(comparison, own)[code]),
            ).filter(pl.Series(code >= RARITIES * (MISSING + 1)))
        )
    discount = near_discount(resolved.comparisons, [codes[chosen] for codes in resolved.codes], resolved.weights)
    bundled = ids.with_columns(
        pl.lit(NEAR).alias("comparison"),
        *(pl.lit(None, dtype=pl.String).alias(name) for name in ("value_l", "value_r")),
        pl.lit(NEAR_LEVEL).alias("level"),
        pl.Series("weight", discount),
    )
    said = np.isin(chosen, resolved.decided)
    rest = resolved.pair_weights[chosen] - match_weights(
        resolved.comparisons, [codes[chosen] for codes in resolved.codes], resolved.weights
    )
    decided = bundled.with_columns(
        pl.lit(DECIDED).alias("comparison"),
        pl.lit(DECIDED_LEVEL).alias("level"),
        pl.Series("weight", rest),
    ).filter(pl.Series(said))
    return pl.concat([*found, bundled, decided]).sort("id_l", "id_r", maintain_order=True)


def explained(
    resolved: Resolved, records: pl.DataFrame, id_column: str, pair: tuple[str, str]
) -> tuple[pl.DataFrame, float, float]:
    """How two records compare, whether or not a key proposed them.

    Returns:
        One row a comparison, Columns: comparison, level, value_l, value_r, weight (bits), the first row telling what a
        pair is worth before it is looked at; what the pair is worth in all, in bits; its probability.
    """
    places = [int(resolved.ids.index_of(one) or 0) for one in pair]
    left, right = (np.array([place], dtype=np.int32) for place in places)
    cells = records.sort(id_column)
    rows: list[tuple[str, str, str | None, str | None, float]] = [
        ("any pair", "before anything is compared", None, None, resolved.weights.prior_bits)
    ]
    codes = []
    for comparison, own in zip(resolved.comparisons, resolved.weights.comparisons, strict=True):
        code = comparison.codes(left, right)
        if isinstance(comparison, NameComparison) and comparison.is_worth_hearing(code)[0]:
            code = np.where(comparison.heard_alike(left, right), comparison.heard_codes(code), code).astype(np.uint16)
        codes.append(code)
        shown = _cells(cells, comparison.name)
        level = comparison.levels[int(level_of(code)[0])].name
        worth = float(code_weights(comparison, own)[code][0])
        rows.append((comparison.name, level, shown[places[0]], shown[places[1]], worth))
    discount = float(near_discount(resolved.comparisons, codes, resolved.weights)[0])
    rows.append((NEAR, NEAR_LEVEL, None, None, discount))
    worth = sum(row[4] for row in rows)
    schema = {"comparison": pl.String(), "level": pl.String(), "value_l": pl.String(), "value_r": pl.String()}
    table = pl.DataFrame(rows, schema=schema | {"weight": pl.Float64()}, orient="row")
    return table, worth, float(match_probability(np.array([worth], dtype=np.float32))[0])


def _cells(records: pl.DataFrame, comparison: str) -> pl.Series:
    names = [comparison] if comparison in records.columns else comparison.split(" + ")
    joined = pl.concat_str([pl.col(name) for name in names], separator=" / ", ignore_nulls=True)
    return records.select(joined.alias("cells")).to_series()


def _is_alone(resolved: Resolved) -> NDArray[np.bool_]:
    sizes = np.bincount(resolved.clusters, minlength=len(resolved.ids))
    alone: NDArray[np.bool_] = sizes[resolved.clusters] == 1
    return alone


def _surest(resolved: Resolved) -> NDArray[np.float64]:
    """The probability of the surest pair of each record: inside its entity, or of all where it is alone."""
    left, right = resolved.candidates.left, resolved.candidates.right
    alone = _is_alone(resolved)
    heaviest = np.full(len(resolved.ids), -np.inf, dtype=np.float32)
    for begin in range(0, len(left), _BATCH):
        some = slice(begin, begin + _BATCH)
        inside = resolved.clusters[left[some]] == resolved.clusters[right[some]]
        for side in (left[some], right[some]):
            rows = inside | alone[side]
            np.maximum.at(heaviest, side[rows], resolved.pair_weights[some][rows])
    return np.where(np.isfinite(heaviest), match_probability(heaviest), 0.0)


def _surest_pair(resolved: Resolved) -> NDArray[np.int64]:
    """The place of the surest pair of each record inside its entity, -1 where it is alone; the first of equals."""
    left, right = resolved.candidates.left, resolved.candidates.right
    inside = np.flatnonzero(resolved.clusters[left] == resolved.clusters[right])
    order = inside[np.argsort(resolved.pair_weights[inside], kind="stable")]
    found = np.full(len(resolved.ids), -1, dtype=np.int64)
    if not len(order):
        return found
    found[left[order]] = order
    stands = np.where(found >= 0, resolved.pair_weights[np.maximum(found, 0)], -np.inf)
    later = np.full(len(resolved.ids), -1, dtype=np.int64)
    later[right[order]] = order
    better = (later >= 0) & (resolved.pair_weights[np.maximum(later, 0)] > stands)
    return np.where(better, later, found)
