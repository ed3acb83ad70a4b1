"""Blocking: names in one row of a list."""

import polars as pl

from resolvers.contract import BlockingRule, CaseFrames


def block_keys(case: CaseFrames) -> pl.DataFrame:
    """All names of a list row."""
    return case.listed.select(block_key="row", reference="reference").unique()


RULE = BlockingRule("list_row", "They stand in one row of a list.", block_keys)
