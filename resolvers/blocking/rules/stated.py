"""Blocking: somebody said outright who somebody is (also that he is not: the denial must be shown)."""

import polars as pl

from resolvers.blocking.pair_keys import keys_of_pairs
from resolvers.comparisons.stated_pairs import stated_pairs
from resolvers.contract import BlockingRule, CaseFrames


def block_keys(case: CaseFrames) -> pl.DataFrame:
    """The two sides of every statement on who somebody is, names resolved to their bearers."""
    return keys_of_pairs(stated_pairs(case).select("left", "right"))


RULE = BlockingRule("stated", "Somebody said who one of them is.", block_keys)
