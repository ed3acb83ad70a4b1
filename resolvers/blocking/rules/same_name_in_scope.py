"""Blocking: the same name inside one thread, or on one platform.

A nickname lives in a scope (architecture.md, rule 2): here two bearers of one name are worth comparing however common
the name is; the block limit drops names that half a platform bears.
"""

import polars as pl

from resolvers.contract import BlockingRule, CaseFrames
from resolvers.names.borne import bearers_by_scope, borne_names


def block_keys(case: CaseFrames) -> pl.DataFrame:
    """References that bear one alias form in one thread or on one platform."""
    in_thread = bearers_by_scope(case).select(
        block_key=pl.format("{}|{}", "thread_id", "alias_form"), reference=pl.col("reference")
    )
    on_platform = (
        borne_names(case)
        .filter(pl.col("platform").is_not_null() & pl.col("home_thread_id").is_null() & ~pl.col("is_generic"))
        .select(block_key=pl.format("{}|{}", "platform", "alias_form"), reference=pl.col("reference"))
    )
    return pl.concat([in_thread, on_platform]).unique()


RULE = BlockingRule("same_name_in_scope", "They bear the same name in one conversation or on one platform.", block_keys)
