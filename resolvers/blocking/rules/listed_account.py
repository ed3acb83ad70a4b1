"""Blocking: a row of a list names an account."""

import polars as pl

from resolvers.blocking.pair_keys import keys_of_pairs
from resolvers.contract import BlockingRule, CaseFrames


def block_keys(case: CaseFrames) -> pl.DataFrame:
    """Every name of a list row with the account that the row names."""
    accounts = case.references.filter(pl.col("kind") == "account").select("account_id", right="reference")
    named = case.listed.drop_nulls("account_id").select("account_id", left="reference")
    return keys_of_pairs(named.join(accounts, on="account_id").select("left", "right"))


RULE = BlockingRule("listed_account", "A list names the account.", block_keys)
