"""Comparison: two names of one row of a list are both names of one account.

One name may be borne by two people; that two bear the same two is rare. So a list meets the people of a case of whom it
gives nothing but names.
"""

import polars as pl

from resolvers.comparisons.sides import among, evidence_rows, oriented
from resolvers.contract import CaseFrames, Comparison, Level
from resolvers.names.borne import account_counts, loose_forms, observed_names

# Of two names that half a case bears the second is no news: so many accounts at most bear the rarer one.
_FEW = 3


def compare(pairs: pl.DataFrame, case: CaseFrames) -> pl.DataFrame:
    """Pairs of an account and a name of a row that shares two names with it, neither of which holds the other."""
    named = (
        observed_names(case)
        .filter(~pl.col("is_generic") & ~pl.col("alias_form").is_in(loose_forms(case).implode()))
        .select("reference", "reference_kind", "alias_form")
        .unique()
    )
    listed = case.listed.select("row", "reference", "name", "exhibit_id", "locator").unique("reference")
    of_rows = listed.select("row", "reference", "name").join(named, on="reference").select("row", "alias_form", "name")
    rare = account_counts(case).filter(pl.col("holder_count") <= _FEW).select("alias_form", is_rare=pl.lit(value=True))
    met = (
        named.filter(pl.col("reference_kind") == "account")
        .select("alias_form", account="reference")
        .join(of_rows, on="alias_form")
        .join(rare, on="alias_form", how="left")
        .group_by("account", "row")
        .agg(
            shortest=pl.col("alias_form").sort_by(pl.col("alias_form").str.len_chars(), "alias_form").first(),
            longest=pl.col("alias_form").sort_by(pl.col("alias_form").str.len_chars(), "alias_form").last(),
            is_rare=pl.col("is_rare").any(),
            values=pl.col("name").unique().sort().str.join(", "),
        )
        .filter(pl.col("is_rare") & ~pl.col("longest").str.contains(pl.col("shortest"), literal=True))
    )
    rows = met.join(listed.drop("name"), on="row").select(
        "exhibit_id", "locator", left="account", right="reference", value_left="values", value_right="values"
    )
    return evidence_rows(among(oriented(rows), pairs).with_columns(level=pl.lit("two_names")))


COMPARISON = Comparison(
    name="row_names",
    family="other",
    levels={
        # Beside what each name says by itself. Of 31 more pairs joined by it in two synthetic cases 30 were right.
        "two_names": Level(
            6.0,
            "One row of a list gives the names {value_l}, and the account goes by all of them.",
            "名单同一行列出“{value_l}”,该账号正用这些名字。",
        )
    },
    compare=compare,
)
