"""Comparison: people in a conversation use the name that an account shows in this very conversation.

This is no likeness of two people's names: who writes `hammer` where somebody stands as `hammer` means him.
"""

import polars as pl

from resolvers.comparisons.shared_names import equal_names
from resolvers.comparisons.sides import evidence_rows
from resolvers.contract import CaseFrames, Comparison, Level


def compare(pairs: pl.DataFrame, case: CaseFrames) -> pl.DataFrame:
    """Called names with the accounts that show them in the same thread; generic names are silent."""
    equal = equal_names(pairs, case).filter(
        ((pl.col("kind_l") == "called") & (pl.col("kind_r") == "account"))
        | ((pl.col("kind_l") == "account") & (pl.col("kind_r") == "called")),
        pl.col("shared_thread").is_not_null(),
        ~pl.col("is_generic"),
    )
    called = pl.when(pl.col("kind_l") == "called").then("reference_l").otherwise("reference_r")
    bearers = pl.len().over(called, "alias_form")
    return evidence_rows(
        equal.with_columns(
            level=pl.when(bearers == 1).then(pl.lit("only_bearer")).otherwise(pl.lit("one_of_several")),
            value_l=pl.col("name_l"),
            value_r=pl.col("name_r"),
            count=bearers.cast(pl.Int64),
        )
    )


COMPARISON = Comparison(
    name="called_by_name",
    family="communication",
    levels={
        # Wrong only when the speaker means somebody absent of the same name: under one in two hundred.
        "only_bearer": Level(
            14.5,
            "People call {value_l} in the conversation in which the account shows this name, and no other shows it.",
            "会话中有人称呼“{value_l}”,而该账号在此会话中正显示这个名字,且别无他人使用。",
        ),
        # One of a few: the share of each is at most a half, which a review has to settle.
        "one_of_several": Level(
            7.0,
            "People call {value_l}, a name that {count} accounts show in this conversation.",
            "会话中有人称呼“{value_l}”,此会话中有{count}个账号显示这个名字。",
        ),
    },
    compare=compare,
)
