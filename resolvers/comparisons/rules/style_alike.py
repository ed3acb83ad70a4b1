"""Comparison: how two write, against how others around them write. It supports or gives pause, and never joins."""

import polars as pl

from resolvers.behaviour.habits import told_habits
from resolvers.behaviour.likeness import likeness_scores
from resolvers.behaviour.own_words import first_messages
from resolvers.behaviour.style import styles_of_case
from resolvers.comparisons.sides import evidence_rows
from resolvers.contract import CaseFrames, Comparison, Level

# In standard deviations above impostors. In logs (benchmarks/style.py) one and the same speaker reaches 5 thirty times
# as often as two speakers of one conversation, and falls below 0.5 a twentieth as often.
_VERY, _ALIKE, _SOMEWHAT, _UNLIKE = 5.0, 3.5, 2.5, 0.5


def compare(pairs: pl.DataFrame, case: CaseFrames) -> pl.DataFrame:
    """Pairs that both wrote enough in one script."""
    scored = likeness_scores(styles_of_case(case), pairs)
    level = (
        pl.when(pl.col("score") >= _VERY)
        .then(pl.lit("very"))
        .when(pl.col("score") >= _ALIKE)
        .then(pl.lit("alike"))
        .when(pl.col("score") >= _SOMEWHAT)
        .then(pl.lit("somewhat"))
        .when(pl.col("score") < _UNLIKE)
        .then(pl.lit("unlike"))
    )
    found = scored.with_columns(level=level).drop_nulls("level")
    if found.is_empty():
        return evidence_rows(found)
    told = told_habits(case, found).with_columns(pl.col("value_l", "value_r").fill_null("–"))
    return evidence_rows(told.join(first_messages(case), left_on="reference_l", right_on="reference", how="left"))


_EN = "They write {much} (at least {count} own messages on each side; shared habits: {value_l} | {value_r})."
_ZH = "双方文风{much}(每方至少{count}条本人消息;共同习惯:{value_l}|{value_r})。"


def _level(weight: float, english: str, chinese: str) -> Level:
    return Level(weight, _EN.replace("{much}", english), _ZH.replace("{much}", chinese))


COMPARISON = Comparison(
    name="style_alike",
    family="communication",
    levels={
        # Halves of what logs gave, since two accounts of one person differ by app, company and purpose.
        "very": _level(3.0, "very much alike, against others around them", "与周围他人相比极为相近"),
        "alike": _level(2.0, "alike, against others around them", "与周围他人相比相近"),
        "somewhat": _level(1.0, "somewhat alike, against others around them", "与周围他人相比略为相近"),
        "unlike": _level(-1.5, "no more alike than strangers do", "并不比陌生人更相近"),
    },
    compare=compare,
)
