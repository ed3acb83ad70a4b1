"""Comparison: an account passed to another operator. It says two operators, not one: it never speaks for a join."""

import polars as pl

from resolvers.comparisons.sides import evidence_rows
from resolvers.comparisons.stated_evidence import stated_evidence
from resolvers.contract import CaseFrames, Comparison, Level


def compare(pairs: pl.DataFrame, case: CaseFrames) -> pl.DataFrame:
    """Pairs tied by "this account is for B from now on"."""
    rows = stated_evidence(pairs, case, "hand_over").with_columns(level=pl.lit("passed_on"), adjustment=pl.lit(0.0))
    return evidence_rows(rows.unique(["reference_l", "reference_r"], keep="first", maintain_order=True))


COMPARISON = Comparison(
    name="hand_over",
    family="account",
    levels={
        # Who hands an account to himself says so in other words; four to one against.
        "passed_on": Level(
            -2.0,
            "The account of {value_l} was handed over between {value_l} and {value_r}: two operators.",
            "“{value_l}”与“{value_r}”之间移交过账号:先后两名使用人。",
        )
    },
    compare=compare,
)
