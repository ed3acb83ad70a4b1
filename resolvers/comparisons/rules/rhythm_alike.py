"""Comparison: when two write, by hour and weekday, against others of the case. It supports and never joins."""

import polars as pl

from resolvers.behaviour.likeness import likeness_scores
from resolvers.behaviour.own_words import first_messages
from resolvers.behaviour.rhythm import busiest_hours, rhythm_profiles
from resolvers.comparisons.sides import evidence_rows
from resolvers.contract import CaseFrames, Comparison, Level

# In standard deviations above impostors.
_ALIKE, _UNLIKE = 2.0, -1.5


def compare(pairs: pl.DataFrame, case: CaseFrames) -> pl.DataFrame:
    """Pairs that both were seen on enough days."""
    scored = likeness_scores(rhythm_profiles(case), pairs)
    level = (
        pl.when(pl.col("score") >= _ALIKE).then(pl.lit("alike")).when(pl.col("score") <= _UNLIKE).then(pl.lit("unlike"))
    )
    found = scored.with_columns(level=level).drop_nulls("level")
    hours = busiest_hours(case)
    told = found.join(
        hours.rename({"reference": "reference_l", "hours": "value_l"}), on="reference_l", how="left"
    ).join(hours.rename({"reference": "reference_r", "hours": "value_r"}), on="reference_r", how="left")
    return evidence_rows(told.join(first_messages(case), left_on="reference_l", right_on="reference", how="left"))


COMPARISON = Comparison(
    name="rhythm_alike",
    family="communication",
    levels={
        # Weak: colleagues keep the same hours, and one person keeps others at work and at home.
        "alike": Level(
            1.0,
            "They write at the same hours, more so than others around them "
            "({value_l} | {value_r} UTC, {count} active hours at least).",
            "双方活跃时段比周围他人更为一致({value_l}|{value_r},UTC,每方至少{count}个活跃小时)。",
        ),
        "unlike": Level(
            -0.5,
            "They write at other hours ({value_l} | {value_r} UTC, {count} active hours at least).",
            "双方活跃时段不同({value_l}|{value_r},UTC,每方至少{count}个活跃小时)。",
        ),
    },
    compare=compare,
)
