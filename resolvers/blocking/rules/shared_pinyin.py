"""Blocking: names that are read alike (锤子, 捶子, chuizi), where few bear them."""

import polars as pl

from resolvers.contract import BlockingRule, CaseFrames
from resolvers.names.borne import wandering_handles
from resolvers.names.spoken_alike import view_values

# Sound is looser than spelling, so fewer may share it than may share a rare name.
_MOST_REFERENCES = 10
# One syllable (at most six letters, but 'chui' has four) is shared by dozens of characters: two short ones have four.
_SHORTEST = 4


def block_keys(case: CaseFrames) -> pl.DataFrame:
    """References with a name that is read alike."""
    sounds = (
        view_values(case, ("pinyin", "latin"), with_form=True)
        .join(wandering_handles(case), on="reference", how="anti")
        .filter(pl.col("value").str.len_chars() >= _SHORTEST)
        .select("reference", "value")
        .unique()
    )
    return sounds.filter(pl.len().over("value") <= _MOST_REFERENCES).select(
        block_key=pl.col("value"), reference=pl.col("reference")
    )


RULE = BlockingRule("shared_pinyin", "Their names are read alike.", block_keys)
