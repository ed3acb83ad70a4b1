"""The rows a comparison returns, and how its frames are brought to candidate pairs."""

import polars as pl

from resolvers.contract import CaseFrames

EVIDENCE_SCHEMA: dict[str, pl.DataType] = {
    "reference_l": pl.String(),
    "reference_r": pl.String(),
    "level": pl.String(),
    "value_l": pl.String(),
    "value_r": pl.String(),
    "adjustment": pl.Float64(),
    "count": pl.Int64(),
    "exhibit_id": pl.String(),
    "locator": pl.String(),
}


def evidence_rows(frame: pl.DataFrame) -> pl.DataFrame:
    """The declared columns of a comparison's result in order; missing ones are null, adjustment 0 and count 1."""
    filled = {"adjustment": 0.0, "count": 1}
    return frame.select(
        pl.col(name).cast(kind) if name in frame.columns else pl.lit(filled.get(name), dtype=kind).alias(name)
        for name, kind in EVIDENCE_SCHEMA.items()
    )


def oriented(frame: pl.DataFrame) -> pl.DataFrame:
    """Turn (left, right, value_left, value_right, …) into (reference_l, reference_r, value_l, value_r, …).

    The values change sides with their references; pairs of a reference with itself are dropped.
    """
    swapped = pl.col("left") > pl.col("right")
    return (
        frame.filter(pl.col("left") != pl.col("right"))
        .with_columns(
            reference_l=pl.min_horizontal("left", "right"),
            reference_r=pl.max_horizontal("left", "right"),
            value_l=pl.when(swapped).then("value_right").otherwise("value_left"),
            value_r=pl.when(swapped).then("value_left").otherwise("value_right"),
        )
        .drop("left", "right", "value_left", "value_right")
    )


def among(frame: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    """The rows of a frame whose (reference_l, reference_r) are candidate pairs."""
    return frame.join(pairs.select("reference_l", "reference_r"), on=["reference_l", "reference_r"], how="semi")


def with_traits(pairs: pl.DataFrame, case: CaseFrames) -> pl.DataFrame:
    """Pairs with what the two references are: columns kind, platform, account_id, thread_id, row, each _l and _r."""
    traits = case.references.select("reference", "kind", "platform", "account_id", "thread_id", "row")
    seen = pairs.select("reference_l", "reference_r")
    for side in ("l", "r"):
        renamed = traits.rename({name: f"{name}_{side}" for name in traits.columns})
        seen = seen.join(renamed, on=f"reference_{side}", how="left")
    return seen


def same_handle_elsewhere() -> pl.Expr:
    """Whether the two are one handle in two threads; on frames from with_traits.

    Only same_handle_other_log speaks of such pairs: their equal name is the handle itself, and handles are reused.
    """
    return (
        (pl.col("account_id_l") == pl.col("account_id_r")) & (pl.col("thread_id_l") != pl.col("thread_id_r"))
    ).fill_null(value=False)


def crowd_discount(holders: str, bits_per_doubling: float = 1.0) -> pl.Expr:
    """Bits to add for how many hold a value: 0 for two holders, minus `bits_per_doubling` each time they double.

    A value that exactly two hold is as rare as a shared value can be. Among n holders a pair chosen at random is one
    person with a chance near 1 / (n - 1), and that ratio in bits is what a holder more costs.
    """
    return -bits_per_doubling * (pl.col(holders).cast(pl.Float64) - 1).clip(lower_bound=1).log(2)
