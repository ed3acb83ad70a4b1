"""Blocking: the same rare name anywhere in the case: across platforms, lists and talk."""

import polars as pl

from resolvers.contract import BlockingRule, CaseFrames
from resolvers.names.borne import borne_names, holder_counts, wandering_handles

# A name with more bearers than this tells nobody apart across scopes: ten accounts and a dozen list rows of one person
# still fit, a 'lucky star' borne by half a sales team does not.
MOST_HOLDERS = 12


def block_keys(case: CaseFrames) -> pl.DataFrame:
    """References that bear one rare, telling alias form."""
    rare = holder_counts(case).filter(pl.col("holder_count") <= MOST_HOLDERS)
    return (
        borne_names(case)
        .filter(~pl.col("is_generic"))
        .join(wandering_handles(case), on="reference", how="anti")
        .join(rare, on="alias_form")
        .select(block_key=pl.col("alias_form"), reference=pl.col("reference"))
        .unique()
    )


RULE = BlockingRule("rare_name", "They bear the same rare name somewhere in the case.", block_keys)
