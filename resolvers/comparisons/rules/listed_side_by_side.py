"""Comparison: two names stand in different rows of one list, which lists different people."""

import polars as pl

from resolvers.comparisons.side_by_side import listed_apart
from resolvers.comparisons.sides import evidence_rows
from resolvers.contract import CaseFrames, Comparison, Level


def compare(pairs: pl.DataFrame, case: CaseFrames) -> pl.DataFrame:
    """Pairs of listed names of different rows of one list."""
    return evidence_rows(listed_apart(pairs, case))


COMPARISON = Comparison(
    name="listed_side_by_side",
    family="other",
    levels={
        # A roster gives a person one row; a person with two names gets both in it, but for one in a hundred or so.
        "roster": Level(
            -6.0,
            "{value_l} and {value_r} stand in different rows of one list.",
            "“{value_l}”与“{value_r}”分列同一名单的不同行。",
        ),
        # A list of accounts gives each account a row, also the second one of a person: a quarter of a doubt.
        "accounts": Level(
            -2.0,
            "{value_l} and {value_r} stand in different rows of one list, each with an account of its own.",
            "“{value_l}”与“{value_r}”分列同一名单的不同行,各有账号。",
        ),
    },
    compare=compare,
)
