"""Comparison: both bear the same name. By itself it never joins: see scorers/scoring.py, `standing`."""

import polars as pl

from resolvers.comparisons.shared_names import equal_names
from resolvers.comparisons.sides import crowd_discount, evidence_rows
from resolvers.contract import CaseFrames, Comparison, Level
from resolvers.names.borne import loose_forms

# A name that says nothing (boss, root, 客服; 豆哥 outside of one conversation) is borne by different people more often
# than not.
_GENERIC_DISCOUNT = -6.0


def compare(pairs: pl.DataFrame, case: CaseFrames) -> pl.DataFrame:
    """Pairs that bear one alias form; a name that many bear weighs less."""
    equal = equal_names(pairs, case).filter(~_is_called_by_name())
    level = (
        pl.when(pl.col("shared_thread").is_not_null())
        .then(pl.lit("same_thread"))
        .when((pl.col("kind_l") == "listed") != (pl.col("kind_r") == "listed"))
        .then(pl.lit("listed"))
        .otherwise(pl.lit("elsewhere"))
    )
    loose = pl.col("alias_form").is_in(loose_forms(case).implode()) & pl.col("shared_thread").is_null()
    generic = pl.when(pl.col("is_generic") | loose).then(_GENERIC_DISCOUNT).otherwise(0.0)
    return evidence_rows(
        equal.with_columns(
            level=level,
            value_l=pl.col("name_l"),
            value_r=pl.col("name_r"),
            # Names crowd faster than numbers: a fashion spreads, so each doubling costs one and a half bits.
            adjustment=crowd_discount("holder_count", 1.5) + generic,
            count=pl.col("holder_count"),
        )
    )


def _is_called_by_name() -> pl.Expr:
    """Whether the pair is a called name and the account that shows it in that thread (comparison called_by_name)."""
    kinds = (pl.col("kind_l") == "called") != (pl.col("kind_r") == "called")
    accounts = (pl.col("kind_l") == "account") | (pl.col("kind_r") == "account")
    return kinds & accounts & pl.col("shared_thread").is_not_null()


COMPARISON = Comparison(
    name="name_equal",
    family="other",
    levels={
        # Two bearers of one telling name in one conversation are mostly a person and his second account: 300 : 1.
        "same_thread": Level(
            8.0,
            "Both bear the name {value_l} in one conversation; {count} bear it in the case.",
            "两者在同一会话中都用名字“{value_l}”;本案共有{count}个使用者。",
        ),
        # A list of nicknames is about the people of the case: a little better than two chance bearers.
        "listed": Level(
            8.0,
            "A list gives the name {value_l}, which the other bears; {count} bear it in the case.",
            "名单上的名字“{value_l}”与对方的名字相同;本案共有{count}个使用者。",
        ),
        # The same rare nickname on two platforms: about 150 times likelier for one person than for two.
        "elsewhere": Level(
            7.0,
            "Both bear the name {value_l}; {count} bear it in the case.",
            "两者都用名字“{value_l}”;本案共有{count}个使用者。",
        ),
    },
    compare=compare,
)
