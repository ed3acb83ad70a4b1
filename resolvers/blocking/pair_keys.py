"""Block keys for rules that know their pairs already."""

import polars as pl


def keys_of_pairs(pairs: pl.DataFrame) -> pl.DataFrame:
    """A key of its own for each pair.

    Args:
        pairs: Columns left and right, in any order within the pair; pairs of a reference with itself are dropped.

    Returns:
        (block_key, reference) rows.
    """
    ordered = (
        pairs.drop_nulls()
        .filter(pl.col("left") != pl.col("right"))
        .select(left=pl.min_horizontal("left", "right"), right=pl.max_horizontal("left", "right"))
        .unique()
    )
    return (
        ordered.with_columns(block_key=pl.format("{}|{}", "left", "right"))
        .unpivot(on=["left", "right"], index="block_key", value_name="reference")
        .select("block_key", "reference")
    )
