"""Role signal: titles in statements, 'I'm your team leader', '锤子是我们财务'."""

import polars as pl

from resolvers.actors import entity_statements
from resolvers.contract import ResolvedCase
from resolvers.roles.titles import roles_of_titles, shared_bits

# Bits: who names his own title is surer than who hears of it; a guess is little more than nothing.
_OWN_WORD = 3.0
_OTHERS_WORD = 2.0
_DOUBTFUL = 0.4


def stated_roles(case: ResolvedCase) -> pl.DataFrame:
    """Roles from statements; denials count against.

    Returns:
        **Columns** entity_id, role, signal, words, weight, seen_at, exhibit_id, locator.
    """
    said = entity_statements(case).filter(pl.col("kind") == "role_title").drop_nulls(["subject_entity", "object_name"])
    own = (pl.col("said_by_entity") == pl.col("subject_entity")).fill_null(value=False)
    weight = pl.when(pl.col("is_doubtful")).then(_DOUBTFUL).when(own).then(_OWN_WORD).otherwise(_OTHERS_WORD)
    weight = shared_bits(weight, pl.col("share"))
    return said.join(roles_of_titles(said["object_name"]), left_on="object_name", right_on="text").select(
        pl.col("subject_entity").alias("entity_id"),
        "role",
        pl.lit("stated").alias("signal"),
        pl.col("object_name").alias("words"),
        pl.when(pl.col("is_negated")).then(-weight).otherwise(weight).alias("weight"),
        pl.col("said_at").alias("seen_at"),
        "exhibit_id",
        "locator",
    )
