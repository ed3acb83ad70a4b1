"""All block keys of a case: seam to the warehouse, which pairs them and caps big blocks (query candidate_pair)."""

import polars as pl

from resolvers.contract import CaseFrames
from resolvers.registry import blocking_rules
from warehouse.schema.frames import BLOCK_KEY


def block_keys(case: CaseFrames) -> pl.DataFrame:
    """Keys of every rule; keys that only one reference has are left out, since they make no pair.

    Args:
        case: The case before linking, alias views and statements included.

    Returns:
        BLOCK_KEY, ordered by its key. Linear in names, selectors and statements.
    """
    known = case.references.select("reference")
    found = [
        rule.block_keys(case).select(pl.lit(rule.name).alias("rule"), "block_key", "reference")
        for rule in blocking_rules().values()
    ]
    keys = pl.concat(found).drop_nulls().unique().join(known, on="reference", how="semi")
    shared = keys.filter(pl.len().over("rule", "block_key") > 1)
    return BLOCK_KEY.conform(shared.sort("rule", "block_key", "reference"))
