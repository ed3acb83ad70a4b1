"""Blocking: somebody said outright who somebody is (also that he is not: the denial must be shown)."""

import polars as pl

from resolvers.blocking.pair_keys import keys_of_pairs
from resolvers.comparisons.stated_accounts import stated_accounts
from resolvers.comparisons.stated_pairs import stated_pairs
from resolvers.contract import BlockingRule, CaseFrames


def block_keys(case: CaseFrames) -> pl.DataFrame:
    """The two sides of every statement on who somebody is or where he is reached, names resolved to their bearers."""
    said = [stated_pairs(case), stated_accounts(case)]
    return keys_of_pairs(pl.concat([pairs.select("left", "right") for pairs in said]))


RULE = BlockingRule("stated", "Somebody said who one of them is.", block_keys)
