"""Role signal: what nickname lists write in their role column. A list is a claim with a source, not the truth."""

import polars as pl

from resolvers.contract import ResolvedCase
from resolvers.roles.titles import roles_of_titles, shared_bits

# Bits: a seized list is somebody's own bookkeeping.
_WEIGHT = 3.5


def listed_roles(case: ResolvedCase) -> pl.DataFrame:
    """Roles from lists.

    Returns:
        **Columns** entity_id, role, signal, words, weight, seen_at, exhibit_id, locator.
    """
    listed = case.frames.listed.drop_nulls("role_text")
    return (
        listed.join(roles_of_titles(listed["role_text"]), left_on="role_text", right_on="text")
        .join(case.members.select("reference", "entity_id"), on="reference")
        .unique(["entity_id", "role", "exhibit_id", "locator"], keep="first", maintain_order=True)
        .select(
            "entity_id",
            "role",
            pl.lit("listed").alias("signal"),
            pl.col("role_text").alias("words"),
            shared_bits(pl.lit(_WEIGHT), pl.col("share")).alias("weight"),
            pl.lit(None, dtype=pl.Datetime("us")).alias("seen_at"),
            "exhibit_id",
            "locator",
        )
    )
