"""Blocking: one falls silent in a conversation and another goes on, whatever their names."""

import polars as pl

from resolvers.addressing.successions import successions_of_case
from resolvers.blocking.pair_keys import keys_of_pairs
from resolvers.contract import BlockingRule, CaseFrames


def block_keys(case: CaseFrames) -> pl.DataFrame:
    """The pairs of every succession that shows signs of one person."""
    return keys_of_pairs(successions_of_case(case).select(left="earlier", right="later"))


RULE = BlockingRule("succession", "One fell silent in a conversation and the other went on.", block_keys)
