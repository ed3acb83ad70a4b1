"""Blocking: the same user@host joined one conversation under two names."""

import polars as pl

from resolvers.blocking.pair_keys import keys_of_pairs
from resolvers.comparisons.hosts import hosts_of_references
from resolvers.contract import BlockingRule, CaseFrames


def block_keys(case: CaseFrames) -> pl.DataFrame:
    """References of one thread seen from one telling user@host."""
    hosts = hosts_of_references(case)
    pairs = hosts.join(hosts, on=["thread_id", "host"], suffix="_right").filter(
        pl.col("reference") < pl.col("reference_right")
    )
    return keys_of_pairs(pairs.select(left="reference", right="reference_right"))


RULE = BlockingRule("shared_host", "The same user@host came in under both names.", block_keys)
