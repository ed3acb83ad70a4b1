"""Role signal: what people tell of each other by name: 'hammer? runs the servers', a line of a roster."""

import polars as pl

from resolvers.contract import ResolvedCase
from resolvers.roles.titles import shared_bits, title_meanings
from resolvers.told.duties import told_duties

# Bits for the first telling; n of them weigh factor * log2(1 + n), each an equal part.
_OWN_WORD = 2.5
_OTHERS_WORD = 2.0
_HEDGED = 0.5


def told_roles(case: ResolvedCase) -> pl.DataFrame:
    """Roles from duties that talk gives to people; denials count against.

    Returns:
        **Columns** entity_id, role, signal, words, weight, seen_at, exhibit_id, locator.
    """
    meanings = title_meanings().rename({"title": "words"})
    told = (
        told_duties(case).join(meanings, on=["words", "role"], how="left").with_columns(pl.col("share").fill_null(1.0))
    )
    factor = pl.when("is_own").then(_OWN_WORD).otherwise(_OTHERS_WORD) * pl.col("sureness")
    factor = factor * pl.when("is_hedged").then(_HEDGED).otherwise(1.0)
    times = pl.len().over("entity_id", "role", "is_denied").cast(pl.Float64)
    weight = shared_bits(factor * (times + 1).log(2) / times, pl.col("share"))
    return told.select(
        "entity_id",
        "role",
        pl.lit("told").alias("signal"),
        "words",
        pl.when("is_denied").then(-weight).otherwise(weight).alias("weight"),
        "seen_at",
        "exhibit_id",
        "locator",
    )
