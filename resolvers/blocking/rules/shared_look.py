"""Blocking: names of one thread that look alike or share their stem (hammer, h4mmer_, hammer|away; 锤哥, 阿锤)."""

import polars as pl

from resolvers.contract import BlockingRule, CaseFrames
from resolvers.names.spoken_alike import view_values


def block_keys(case: CaseFrames) -> pl.DataFrame:
    """References with alike names inside one thread."""
    looks = view_values(case, ("skeleton", "affix", "emoji"), with_form=True)
    return (
        looks.with_columns(scope=pl.coalesce("thread_id", "home_thread_id"))
        .drop_nulls("scope")
        .select(block_key=pl.format("{}|{}", "scope", "value"), reference=pl.col("reference"))
        .unique()
    )


RULE = BlockingRule("shared_look", "Their names in one conversation look alike or share their stem.", block_keys)
