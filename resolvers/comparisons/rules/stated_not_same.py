"""Comparison: somebody denied that the two are one ("that's not him")."""

import polars as pl

from resolvers.comparisons.sides import among, evidence_rows
from resolvers.comparisons.stated_evidence import denied_pairs
from resolvers.comparisons.tallies import first_examples
from resolvers.contract import CaseFrames, Comparison, Level


def compare(pairs: pl.DataFrame, case: CaseFrames) -> pl.DataFrame:
    """Pairs of a denial."""
    level = pl.when("is_doubtful").then(pl.lit("doubted")).otherwise(pl.lit("denied"))
    rows = among(denied_pairs(case).with_columns(level=level), pairs)
    return evidence_rows(first_examples(rows, ["reference_l", "reference_r", "level", "value_l", "value_r"]))


COMPARISON = Comparison(
    name="stated_not_same",
    family="communication",
    levels={
        # As good a statement as its opposite, less the lies: who is asked denies more readily than he claims.
        "denied": Level(
            -10.0,
            "Somebody said that {value_l} is not {value_r} ({count} times).",
            "有人否认“{value_l}”就是“{value_r}”(共{count}次)。",
        ),
        "doubted": Level(
            -2.0,
            "Somebody doubted that {value_l} is {value_r}.",
            "有人怀疑“{value_l}”并非“{value_r}”。",
        ),
    },
    compare=compare,
)
