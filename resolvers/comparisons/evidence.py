"""Runs all comparisons over the candidate pairs and puts their results into words."""

import re

import polars as pl

from resolvers.comparisons.sides import evidence_rows
from resolvers.contract import CaseFrames, LinkSettings
from resolvers.registry import comparisons
from resolvers.scorers.weights_table import weights_table
from warehouse.schema.frames import PAIR_EVIDENCE

_FIELD = re.compile(r"\{(value_l|value_r|count)\}")
_KEY = ["reference_l", "reference_r", "comparison", "level", "value_l", "value_r"]


def pair_evidence(pairs: pl.DataFrame, case: CaseFrames, settings: LinkSettings) -> pl.DataFrame:
    """Reasons for and against each candidate pair.

    Args:
        pairs: CANDIDATE_PAIR.
        case: The case before linking.
        settings: Weight overrides are taken from here.

    Returns:
        PAIR_EVIDENCE in order of its key. A positive level never turns negative by rarity: it falls to 0.

    Raises:
        KeyError: When a comparison returns a level it does not declare.
    """
    wanted = pairs.select("reference_l", "reference_r").unique()
    found = [
        evidence_rows(item.compare(wanted, case)).with_columns(comparison=pl.lit(item.name))
        for item in comparisons().values()
    ]
    table = weights_table(settings.weight_overrides)
    rows = pl.concat(found).join(table, on=["comparison", "level"], how="left", nulls_equal=True)
    unknown = rows.filter(pl.col("weight").is_null()).select("comparison", "level").unique().sort("comparison", "level")
    if not unknown.is_empty():
        names = ", ".join(f"{comparison}.{level}" for comparison, level in unknown.iter_rows())
        raise KeyError(f"comparison level without a weight: {names}")
    weighed = rows.with_columns(
        weight=pl.when(pl.col("weight") > 0)
        .then((pl.col("weight") + pl.col("adjustment")).clip(lower_bound=0))
        .otherwise(pl.col("weight") + pl.col("adjustment"))
    )
    return PAIR_EVIDENCE.conform(
        _with_sentences(_with_places(weighed, case))
        .sort([*_KEY, "weight", "exhibit_id", "locator"], nulls_last=True)
        .unique(_KEY, keep="first", maintain_order=True)
    )


def _with_places(rows: pl.DataFrame, case: CaseFrames) -> pl.DataFrame:
    """A reason drawn from many places cites where its left side was first seen: each reason leads to bytes."""
    seen = case.references.select(reference_l="reference", seen_exhibit="exhibit_id", seen_locator="locator")
    has_none = pl.col("exhibit_id").is_null()
    return (
        rows.join(seen, on="reference_l", how="left")
        .with_columns(
            exhibit_id=pl.when(has_none).then("seen_exhibit").otherwise("exhibit_id"),
            locator=pl.when(has_none).then("seen_locator").otherwise("locator"),
        )
        .drop("seen_exhibit", "seen_locator")
    )


def _with_sentences(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with their templates filled, one expression per template and not one call per row."""
    if rows.is_empty():
        return rows
    told = []
    for _, group in rows.group_by("comparison", "level", maintain_order=True):
        told.append(
            group.with_columns(
                _filled(str(group["sentence_en"][0])).alias("sentence_en"),
                _filled(str(group["sentence_zh"][0])).alias("sentence_zh"),
            )
        )
    return pl.concat(told)


def _filled(template: str) -> pl.Expr:
    """The template as an expression over the columns value_l, value_r and count; unknown values become '?'."""
    pieces = _FIELD.split(template)
    # re.split with one group gives text and field names by turns.
    parts = [
        pl.col(piece).cast(pl.String).fill_null("?") if index % 2 else pl.lit(piece)
        for index, piece in enumerate(pieces)
        if piece
    ]
    return pl.concat_str(parts)
