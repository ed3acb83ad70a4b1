"""Comparison: both bear one telling name, and the people around them bear the same names on either side.

What tells a homonym from a second account: hammer of another gang stands among other names.
"""

import polars as pl

from resolvers.company import LEAST_SHARE, shared_company
from resolvers.comparisons.sides import among, evidence_rows
from resolvers.contract import CaseFrames, Comparison, Level

# Among so few companions one that comes again is a good part of all.
_FEW = 6
# A list names dozens, so two of them turn up around anybody in the trade.
_LEAST_OF_LIST = 3
_LEAST_SHARE_OF_LIST = 0.3


def compare(pairs: pl.DataFrame, case: CaseFrames) -> pl.DataFrame:
    """Pairs of one name with companions of the same names."""
    found = among(shared_company(case), pairs)
    are_lists = pl.col("reference_l").str.starts_with("listed:") & pl.col("reference_r").str.starts_with("listed:")
    is_list = pl.col("reference_l").str.starts_with("listed:") | pl.col("reference_r").str.starts_with("listed:")
    is_called = pl.col("reference_l").str.starts_with("called:") | pl.col("reference_r").str.starts_with("called:")
    share = pl.col("count") / pl.col("company")
    listed = pl.when(pl.col("reference_l").str.starts_with("listed:")).then("reference_l").otherwise("reference_r")
    # A row is one person: a bearer with half the company of another is his homonym.
    is_lesser = 2 * pl.col("count") <= pl.col("count").max().over(listed)
    level = (
        pl.when(
            are_lists | (is_list & (is_lesser | (pl.col("count") < _LEAST_OF_LIST) | (share < _LEAST_SHARE_OF_LIST)))
        )
        .then(pl.lit("lists"))
        .when((pl.col("count") >= 4) & (share >= LEAST_SHARE))
        .then(pl.lit("many"))
        .when((pl.col("count") >= 2) & (share >= LEAST_SHARE))
        .then(pl.lit("some"))
        .when((pl.col("company") <= _FEW) & ~is_called)
        .then(pl.lit("one_of_few"))
        .otherwise(pl.lit("few_of_many"))
    )
    return evidence_rows(found.with_columns(level=level, value_l="name_l", value_r="name_r"))


_EN = "{value_l} and {value_r} are one name, and {count} of the people around them bear the same names on either side."
_ZH = "“{value_l}”与“{value_r}”为同一名字,且双方周围有{count}人的名字也相同。"

COMPARISON = Comparison(
    name="shared_company",
    family="network",
    levels={
        # Circles that meet in four names and more are one circle; what is left are homonyms inside it, one in fifty.
        "many": Level(12.0, _EN, _ZH),
        "some": Level(10.5, _EN, _ZH),
        # One of a handful: a good part of all contacts, but a single fashionable name may be it.
        "one_of_few": Level(9.0, _EN, _ZH),
        # Two gangs have a name in common by chance: a lead.
        "few_of_many": Level(6.0, _EN, _ZH),
        # Lists copy each other's names and mistakes, and give one name to several: a lead.
        "lists": Level(7.5, _EN, _ZH),
    },
    compare=compare,
)
