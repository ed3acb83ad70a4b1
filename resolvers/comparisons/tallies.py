"""Counting repeated evidence: one row with its count and its first example."""

import polars as pl


def first_examples(frame: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    """One row per key with `count` and the exhibit and locator of the first sighting (time, exhibit, locator)."""
    order = [*keys, *(["seen_at"] if "seen_at" in frame.columns else []), "exhibit_id", "locator"]
    return (
        frame.sort(order, nulls_last=True)
        .group_by(keys, maintain_order=True)
        .agg(count=pl.len().cast(pl.Int64), exhibit_id=pl.col("exhibit_id").first(), locator=pl.col("locator").first())
    )
