"""Blocking: one telling name among people of the same names, on whatever platform."""

import polars as pl

from resolvers.blocking.pair_keys import keys_of_pairs
from resolvers.company import shared_company
from resolvers.contract import BlockingRule, CaseFrames


def block_keys(case: CaseFrames) -> pl.DataFrame:
    """Bearers of one name whose companions bear the same names too."""
    return keys_of_pairs(shared_company(case).select(left="reference_l", right="reference_r"))


RULE = BlockingRule("shared_company", "They bear one name among people of the same names.", block_keys)
