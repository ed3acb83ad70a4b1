"""Comparison: somebody said that the one is reached at the account or number that the other has."""

import polars as pl

from resolvers.comparisons.sides import among, evidence_rows, oriented
from resolvers.comparisons.stated_accounts import stated_accounts
from resolvers.comparisons.stated_evidence import labelled
from resolvers.contract import CaseFrames, Comparison, Level


def compare(pairs: pl.DataFrame, case: CaseFrames) -> pl.DataFrame:
    """Pairs tied by "my new number is …", "crab: +855…", "new account for crab: …"; denials are silent.

    Each further speaker that says the same adds a bit for each doubling.
    """
    said = stated_accounts(case).filter(~pl.col("is_negated"))
    level = (
        pl.when("is_doubtful")
        .then(pl.lit("doubtful"))
        .when(pl.col("reach") == "case")
        .then(pl.lit("elsewhere"))
        .when("is_self_said")
        .then(pl.lit("own"))
        .otherwise(pl.lit("given_by_other"))
    )
    rows = among(oriented(labelled(said, case).with_columns(level=level)), pairs)
    counted = (
        rows.sort("exhibit_id", "locator")
        .group_by("reference_l", "reference_r", "level", maintain_order=True)
        .agg(
            pl.col("value_l", "value_r", "exhibit_id", "locator").first(),
            count=pl.col("said_by").n_unique().cast(pl.Int64),
        )
    )
    return evidence_rows(counted.with_columns(adjustment=pl.col("count").cast(pl.Float64).log(2)))


COMPARISON = Comparison(
    name="statement_has_account",
    family="account",
    levels={
        # "My new WeChat is …": one in two hundred gives a colleague's or the office's as his own.
        "own": Level(
            15.0,
            "The person said that {value_l} and {value_r} are his: a name or account, and where to reach him.",
            "本人说明“{value_l}”与“{value_r}”均属自己:名字或账号,以及联系方式。",
        ),
        # Handed out by whoever keeps the accounts, or passed on by a friend: the account may pass to another later.
        "given_by_other": Level(
            12.5,
            "Somebody in the conversation gave {value_l} and {value_r} as one person's name and account "
            "({count} speakers).",
            "会话中有人给出“{value_l}”与“{value_r}”为同一人的名字与账号({count}人说过)。",
        ),
        # Who is meant was found by name elsewhere in the case: homonyms make it a lead.
        "elsewhere": Level(
            8.0,
            "Somebody gave {value_l} and {value_r} as one person's; the name was found elsewhere in the case.",
            "有人给出“{value_l}”与“{value_r}”为同一人;该名字在本案其他会话中找到。",
        ),
        "doubtful": Level(
            4.0,
            "Somebody wondered whether {value_l} is reached at {value_r}.",
            "有人猜测“{value_l}”的联系方式为“{value_r}”。",
        ),
    },
    compare=compare,
)
