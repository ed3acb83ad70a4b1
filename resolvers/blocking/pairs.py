"""Candidate pairs from block keys, with the cap on big blocks: the same as the warehouse's query candidate_pair.

The warehouse does this in SQL for a whole case; here it serves tables without a warehouse, benchmarks and tests.
"""

import polars as pl

from warehouse.schema.frames import CANDIDATE_PAIR


def candidate_pairs(block_keys: pl.DataFrame, limit: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Pairs of references that share a key.

    Args:
        block_keys: BLOCK_KEY.
        limit: Largest number of pairs one block may propose.

    Returns:
        CANDIDATE_PAIR in order of its key, and the dropped blocks: rule, block_key, reference_count, pair_count.
    """
    sized = block_keys.with_columns(reference_count=pl.len().over("rule", "block_key").cast(pl.Int64)).with_columns(
        pair_count=pl.col("reference_count") * (pl.col("reference_count") - 1) // 2
    )
    dropped = (
        sized.filter(pl.col("pair_count") > limit)
        .select("rule", "block_key", "reference_count", "pair_count")
        .unique()
        .sort("rule", "block_key")
    )
    kept = sized.filter(pl.col("pair_count") <= limit).select("rule", "block_key", "reference")
    pairs = (
        kept.join(kept, on=["rule", "block_key"], suffix="_r")
        .filter(pl.col("reference") < pl.col("reference_r"))
        .select("rule", reference_l="reference", reference_r="reference_r")
        .unique()
        .group_by("reference_l", "reference_r")
        .agg(rules=pl.col("rule").sort().str.join(","))
        .sort("reference_l", "reference_r")
    )
    return CANDIDATE_PAIR.conform(pairs), dropped
