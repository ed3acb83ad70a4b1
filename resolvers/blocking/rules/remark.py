"""Blocking: what a phone's owner calls a contact is the name of another account, list entry or called name."""

import polars as pl

from resolvers.contract import BlockingRule, CaseFrames
from resolvers.names.borne import borne_names

# A remark is one observer's word: names with more bearers are left to the same thread (same_name_in_scope).
_MOST_REFERENCES = 20


def block_keys(case: CaseFrames) -> pl.DataFrame:
    """References that bear a name which is a remark on at least one of them."""
    named = borne_names(case).filter(~pl.col("is_generic"))
    remarked = named.filter(pl.col("kind") == "remark").select("alias_form").unique()
    borne = named.join(remarked, on="alias_form", how="semi").select(block_key="alias_form", reference="reference")
    borne = borne.unique()
    return borne.filter(pl.len().over("block_key") <= _MOST_REFERENCES)


RULE = BlockingRule("remark", "What a contact is called in somebody's phone is the other's name.", block_keys)
