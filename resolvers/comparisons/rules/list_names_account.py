"""Comparison: a row of a list gives a name and the account that goes with it."""

import polars as pl

from resolvers.comparisons.sides import among, evidence_rows, oriented
from resolvers.comparisons.tallies import first_examples
from resolvers.contract import CaseFrames, Comparison, Level


def compare(pairs: pl.DataFrame, case: CaseFrames) -> pl.DataFrame:
    """Listed names with the account of their row."""
    # Of an account that changed hands a list does not say in whose it was.
    is_divided = pl.col("thread_id").is_null() & (pl.len().over("account_id") > 1)
    accounts = (
        case.references.filter(pl.col("kind") == "account").filter(~is_divided).select("account_id", right="reference")
    )
    rows = (
        case.listed.drop_nulls("account_id")
        .join(accounts, on="account_id")
        .with_columns(left="reference", value_left="name", value_right="account_id")
    )
    cited = first_examples(
        among(oriented(rows), pairs), ["reference_l", "reference_r", "name_kind", "value_l", "value_r"]
    )
    return evidence_rows(cited.with_columns(level="name_kind"))


COMPARISON = Comparison(
    name="list_names_account",
    family="account",
    levels={
        # The gang's own roster says whose account it is; one row in a few hundred is stale or mistyped.
        "nickname": Level(
            16.0,
            "A list row gives {value_l} and {value_r} together ({count} rows).",
            "名单同一行列出“{value_l}”与“{value_r}”(共{count}行)。",
        ),
        # A real name beside an account can be the registrant's; a roster means the operator more often than not.
        "real_name": Level(
            12.0,
            "A list row gives the real name and the account together: {value_l}, {value_r} ({count} rows).",
            "名单同一行列出真实姓名与账号:“{value_l}”、“{value_r}”(共{count}行)。",
        ),
    },
    compare=compare,
)
