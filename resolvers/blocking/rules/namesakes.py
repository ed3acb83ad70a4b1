"""Blocking: two accounts that bear one telling name in one conversation."""

import polars as pl

from resolvers.blocking.pair_keys import keys_of_pairs
from resolvers.contract import BlockingRule, CaseFrames
from resolvers.namesakes import namesakes


def block_keys(case: CaseFrames) -> pl.DataFrame:
    """The pairs of namesakes, in succession or side by side."""
    return keys_of_pairs(namesakes(case).select(left="reference_l", right="reference_r").unique())


RULE = BlockingRule("namesakes", "Both bear one name in one conversation.", block_keys)
