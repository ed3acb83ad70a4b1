"""Comparison: both bear one telling name, and the people around them bear the same names on either side.

What tells a homonym from a second account: hammer of another gang stands among other names.
"""

import polars as pl

from resolvers.company import LEAST_SHARE, shared_company
from resolvers.comparisons.sides import among, evidence_rows
from resolvers.contract import CaseFrames, Comparison, Level
from resolvers.namesakes import doubled_names

# Among so few companions one that comes again is a good part of all.
_FEW = 6
# A list names dozens, so two of them turn up around anybody in the trade.
_LEAST_OF_LIST = 3
_LEAST_SHARE_OF_LIST = 0.3
# Circles of one trade and country overlap in up to a quarter of their names: five wrong of a hundred pairs there, one
# in a hundred above it (synthetic cases).
_LEAST_SHARE_OF_CIRCLE = 0.3


def compare(pairs: pl.DataFrame, case: CaseFrames) -> pl.DataFrame:
    """Pairs of one name with companions of the same names."""
    found = _by_telling_name(among(shared_company(case), pairs), case)
    are_lists = pl.col("reference_l").str.starts_with("listed:") & pl.col("reference_r").str.starts_with("listed:")
    is_list = pl.col("reference_l").str.starts_with("listed:") | pl.col("reference_r").str.starts_with("listed:")
    is_called = pl.col("reference_l").str.starts_with("called:") | pl.col("reference_r").str.starts_with("called:")
    share = pl.col("count") / pl.col("company")
    listed = pl.when(pl.col("reference_l").str.starts_with("listed:")).then("reference_l").otherwise("reference_r")
    # A row is one person: a bearer with half the company of another is his homonym.
    is_lesser = 2 * pl.col("count") <= pl.col("count").max().over(listed)
    level = (
        pl.when("has_namesake")
        .then(pl.lit("namesake"))
        .when(pl.col("is_meaning") & ~is_list & (pl.col("count") >= 2) & (share >= _LEAST_SHARE_OF_CIRCLE))
        .then(pl.lit("meaning"))
        .when("is_meaning")
        .then(pl.lit("meaning_of_many"))
        .when(are_lists | (is_list & (is_lesser | (pl.col("count") < _LEAST_OF_LIST) | (share < _LEAST_SHARE_OF_LIST))))
        .then(pl.lit("lists"))
        .when((pl.col("count") >= 4) & (share >= _LEAST_SHARE_OF_CIRCLE))
        .then(pl.lit("many"))
        .when((pl.col("count") >= 2) & (share >= _LEAST_SHARE_OF_CIRCLE))
        .then(pl.lit("some"))
        .when((pl.col("count") >= 2) & (share >= LEAST_SHARE))
        .then(pl.lit("part"))
        .when((pl.col("company") <= _FEW) & ~is_called)
        .then(pl.lit("one_of_few"))
        .otherwise(pl.lit("few_of_many"))
    )
    return evidence_rows(found.with_columns(level=level, value_l="name_l", value_r="name_r"))


def _by_telling_name(found: pl.DataFrame, case: CaseFrames) -> pl.DataFrame:
    """One row per pair with `has_namesake`: every name they share means two people in a circle of either."""
    bearers = doubled_names(case).with_columns(is_doubled=pl.lit(value=True))
    for side in ("l", "r"):
        flagged = bearers.rename({"holder": f"holder_{side}", "is_doubled": f"is_doubled_{side}"})
        found = found.join(flagged, on=["key", f"holder_{side}"], how="left")
    is_doubled = pl.col("is_doubled_l").is_not_null() | pl.col("is_doubled_r").is_not_null()
    return (
        found.with_columns(has_namesake=is_doubled)
        .sort("reference_l", "reference_r", "has_namesake", "is_meaning", "holder_l", "holder_r", "key")
        .unique(["reference_l", "reference_r"], keep="first", maintain_order=True)
    )


_EN = "{value_l} and {value_r} are one name, and {count} of the people around them bear the same names on either side."
_ZH = "“{value_l}”与“{value_r}”为同一名字,且双方周围有{count}人的名字也相同。"

COMPARISON = Comparison(
    name="shared_company",
    family="network",
    levels={
        # Circles that meet in four names and more are one circle; what is left are homonyms inside it, one in fifty.
        "many": Level(12.0, _EN, _ZH),
        "some": Level(10.5, _EN, _ZH),
        # A fifth to a third of all: joins where the name itself is rare.
        "part": Level(8.5, _EN, _ZH),
        # Thirty-five of thirty-five pairs in two synthetic cases: the parts of the name and the circle agree.
        "meaning": Level(
            14.0,
            "{value_l} and {value_r} mean the same, and {count} of the people around them bear the same names on "
            "either side.",
            "“{value_l}”与“{value_r}”意思相同,且双方周围有{count}人的名字也相同。",
        ),
        "meaning_of_many": Level(
            5.0,
            "{value_l} and {value_r} mean the same, and {count} of the many people around them bear the same names.",
            "“{value_l}”与“{value_r}”意思相同,双方周围众多人中有{count}人的名字也相同。",
        ),
        # The name means two people in that circle, so it does not say which of them: a lead.
        "namesake": Level(
            4.0,
            "{value_l} and {value_r} are one name, and {count} of the people around them bear the same names; but two "
            "people bear that name side by side there.",
            "“{value_l}”与“{value_r}”为同一名字,双方周围有{count}人的名字也相同;但当地有两人同时使用该名。",
        ),
        # One of a handful: a good part of all contacts, but a single fashionable name may be it.
        "one_of_few": Level(9.0, _EN, _ZH),
        # Two gangs have a name in common by chance: a lead.
        "few_of_many": Level(6.0, _EN, _ZH),
        # Lists copy each other's names and mistakes, and give one name to several: a lead.
        "lists": Level(7.5, _EN, _ZH),
    },
    compare=compare,
)
