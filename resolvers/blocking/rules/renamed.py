"""Blocking: two names of one account, where the server wrote the change."""

import polars as pl

from resolvers.blocking.pair_keys import keys_of_pairs
from resolvers.contract import BlockingRule, CaseFrames


def block_keys(case: CaseFrames) -> pl.DataFrame:
    """Old and new reference of every rename."""
    return keys_of_pairs(case.renames.select(left="reference_old", right="reference_new"))


RULE = BlockingRule("renamed", "The server wrote that one became the other.", block_keys)
