"""Whom a reference stands for before anything is linked, and which logs are closed circles."""

import polars as pl

from resolvers.components import component_labels
from resolvers.contract import CaseFrames
from resolvers.once_per_case import once_per_case

# Handles in all logs that hang together; #ubuntu has thousands, a gang's server some dozens (Dunbar's number is about
# the size to which people keep an eye on who is who).
_CIRCLE_HANDLES = 150


@once_per_case
def closed_circles(case: CaseFrames) -> pl.Series:
    """References of logs that hang together by shared handles and hold few handles in all."""
    bound = case.references.filter((pl.col("kind") == "account") & pl.col("thread_id").is_not_null())
    circles = component_labels(bound.select(left="thread_id", right="account_id"))
    placed = bound.join(circles.rename({"reference": "thread_id"}), on="thread_id")
    return placed.filter(pl.col("account_id").n_unique().over("component") <= _CIRCLE_HANDLES)["reference"]


@once_per_case
def holders(case: CaseFrames) -> pl.DataFrame:
    """Whom a reference stands for before anything is linked: its account, the row of its list, or itself.

    A handle that is free for anybody to take stands for itself in each log, but in a closed circle for its bearer.

    Returns:
        Columns: reference, holder; unique on reference.
    """
    # Two references to one account over all conversations are its operators, one after the other.
    is_divided = (pl.col("kind") == "account") & (pl.len().over("account_id") > 1)
    is_owned = (pl.col("thread_id").is_null() & ~is_divided) | pl.col("reference").is_in(closed_circles(case).implode())
    return case.references.select(
        "reference",
        holder=pl.coalesce(pl.when(is_owned).then(pl.col("account_id")), "row", "reference"),
    )
