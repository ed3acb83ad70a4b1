"""Comparison: two names stand in one row of a list, that is, the list says they are one person's."""

import polars as pl

from resolvers.comparisons.sides import among, evidence_rows, oriented
from resolvers.comparisons.tallies import first_examples
from resolvers.contract import CaseFrames, Comparison, Level


def compare(pairs: pl.DataFrame, case: CaseFrames) -> pl.DataFrame:
    """Pairs of names of one row."""
    names = case.listed.select("row", "reference", "name", "exhibit_id", "locator")
    other = case.listed.select("row", right="reference", value_right="name")
    both = names.join(other, on="row").filter(pl.col("reference") < pl.col("right"))
    rows = among(oriented(both.rename({"reference": "left", "name": "value_left"})), pairs)
    cited = first_examples(rows, ["reference_l", "reference_r", "value_l", "value_r"])
    return evidence_rows(cited.with_columns(level=pl.lit("one_row")))


COMPARISON = Comparison(
    name="list_row",
    family="other",
    levels={
        # What a row is for; wrong only where a header was misread (a superior taken for a second name).
        "one_row": Level(
            15.0,
            "One row of a list gives the names {value_l} and {value_r}.",
            "名单同一行列出名字“{value_l}”与“{value_r}”。",
        )
    },
    compare=compare,
)
