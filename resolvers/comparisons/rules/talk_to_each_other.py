"""Comparison: the two talk to each other, so they are two, unless somebody talks to himself on purpose."""

import polars as pl

from resolvers.comparisons.sides import among, evidence_rows
from resolvers.contract import CaseFrames, Comparison, Level
from resolvers.names.borne import labels
from resolvers.talk import exchanges

# Once may be a misread name or chance neighbours in a busy group.
OFTEN = 3


def compare(pairs: pl.DataFrame, case: CaseFrames) -> pl.DataFrame:
    """Pairs with addresses, replies or close alternation between them."""
    talk = among(exchanges(case), pairs).with_columns(count=pl.col("explicit_count") + pl.col("alternation_count"))
    named = labels(case)
    rows = (
        talk.join(named.rename({"reference": "reference_l", "label": "value_l"}), on="reference_l", how="left")
        .join(named.rename({"reference": "reference_r", "label": "value_r"}), on="reference_r", how="left")
        .with_columns(level=pl.when(pl.col("count") >= OFTEN).then(pl.lit("often")).otherwise(pl.lit("once")))
    )
    return evidence_rows(rows)


COMPARISON = Comparison(
    name="talk_to_each_other",
    family="communication",
    levels={
        # People who fake a dialogue exist (shills), a few in a thousand.
        "often": Level(
            -9.0,
            "{value_l} and {value_r} talk to each other ({count} times).",
            "“{value_l}”与“{value_r}”相互对话(共{count}次)。",
        ),
        "once": Level(
            -2.5,
            "{value_l} and {value_r} seem to talk to each other ({count} times).",
            "“{value_l}”与“{value_r}”似有对话(共{count}次)。",
        ),
    },
    compare=compare,
)
