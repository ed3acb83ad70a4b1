"""Blocking: the same handle in two logs, where a handle holds only inside its log.

Each log is paired with the next one in time that has the handle, not with all: a chain says in n - 1 pairs what all
pairs say in n (n - 1) / 2, and the clustering is transitive.
"""

import polars as pl

from resolvers.blocking.pair_keys import keys_of_pairs
from resolvers.contract import BlockingRule, CaseFrames
from resolvers.names.borne import wandering_handles


def block_keys(case: CaseFrames) -> pl.DataFrame:
    """Neighbouring logs of one handle."""
    handles = wandering_handles(case).sort("account_id", "first_seen_at", "thread_id", "reference", nulls_last=True)
    chained = handles.with_columns(right=pl.col("reference").shift(-1).over("account_id"))
    return keys_of_pairs(chained.select(left="reference", right="right"))


RULE = BlockingRule("same_handle_other_log", "The same handle appears in two logs.", block_keys)
