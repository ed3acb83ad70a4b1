"""Blocking: one phone's owner calls both contacts by variants of one name."""

import polars as pl

from resolvers.contract import BlockingRule, CaseFrames
from resolvers.names.borne import borne_names, loose_forms

_VIEWS = ("form", "bare", "pinyin", "latin")
# A phone with more contacts of one name keeps them under a word, not a name.
_MOST_OF_ONE_NAME = 6


def block_keys(case: CaseFrames) -> pl.DataFrame:
    """Contacts of one phone whose remarks meet as written, bare or by sound."""
    seen = case.alias_views.filter(pl.col("view").is_in(list(_VIEWS))).select(
        "alias_form", value=pl.col("value").str.replace_all(" ", "", literal=True)
    )
    remarks = (
        borne_names(case)
        .filter((pl.col("kind") == "remark") & ~pl.col("is_generic"))
        .filter(~pl.col("alias_form").is_in(loose_forms(case).implode()))
        .drop_nulls("observer")
        .select("reference", "observer", "alias_form")
        .unique()
        .join(seen.unique(), on="alias_form")
    )
    keys = remarks.select(block_key=pl.format("{}|{}", "observer", "value"), reference="reference").unique()
    return keys.filter(pl.len().over("block_key") <= _MOST_OF_ONE_NAME)


RULE = BlockingRule("remarks_of_one_phone", "One phone's owner calls both by variants of one name.", block_keys)
