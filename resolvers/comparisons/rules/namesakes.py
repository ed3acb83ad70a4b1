"""Comparison: both bear one telling name in one conversation, one after the other or side by side."""

import polars as pl

from resolvers.comparisons.sides import among, evidence_rows
from resolvers.contract import CaseFrames, Comparison, Level
from resolvers.namesakes import namesakes


def compare(pairs: pl.DataFrame, case: CaseFrames) -> pl.DataFrame:
    """Namesakes of one conversation; one row per pair, whatever the number of names they share."""
    found = among(namesakes(case), pairs).unique(["reference_l", "reference_r"], keep="first", maintain_order=True)
    return evidence_rows(
        found.with_columns(level="relation", value_l="name_l", value_r="name_r", count=pl.col("messages"))
    )


COMPARISON = Comparison(
    name="namesakes",
    family="communication",
    levels={
        # A name that passes on in one circle the moment its bearer falls silent everywhere: a new account of his. A
        # nickname is seldom free to be taken by somebody else of the same circle within weeks.
        "in_succession": Level(
            11.0,
            "{value_l} and {value_r} are one name in one conversation: the one account fell silent for good before the "
            "other began.",
            "同一会话中“{value_l}”与“{value_r}”同名:一个账号彻底沉默后,另一个才开始发言。",
        ),
        # Two who write side by side for days under one name are two, or one with two phones: not to be told from here.
        "side_by_side": Level(
            -8.0,
            "{value_l} and {value_r} bear one name in one conversation and write there side by side for days.",
            "“{value_l}”与“{value_r}”在同一会话中同名,并且多日同时发言。",
        ),
    },
    compare=compare,
)
