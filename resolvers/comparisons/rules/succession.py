"""Comparison: one fell silent in a conversation and the other went on with the same people about the same things.

What finds a changed nickname that nobody wrote down. Weights leave out how seldom a pair of neighbours is one person at
all (one in 1,600, which the prior of seven bits does not cover for unlike names); with like names the prior fits.
"""

import polars as pl

from resolvers.addressing.successions import provisional_references, successions_of_case
from resolvers.comparisons.sides import among, evidence_rows, oriented
from resolvers.contract import CaseFrames, Comparison, Level
from resolvers.names.borne import labels
from resolvers.names.spoken_alike import view_values

_LOOKS = ("skeleton", "affix", "emoji")
_CLEAR, _LIKELY, _POSSIBLE = 13.0, 10.0, 8.0
# Clear is only what stands far above the next best pair of either side.
_CLEAR_LEAD = 3.0


def compare(pairs: pl.DataFrame, case: CaseFrames) -> pl.DataFrame:
    """Pairs of a succession, by how much speaks for one person and whether their names are alike."""
    found = successions_of_case(case)
    # guest12 and guest34 are alike because a server named both.
    looks = (
        view_values(case, _LOOKS, with_form=True)
        .select("reference", "value")
        .unique()
        .join(provisional_references(case), on="reference", how="anti")
    )
    alike = (
        found.select("earlier", "later")
        .join(looks, left_on="earlier", right_on="reference")
        .join(looks, left_on=["later", "value"], right_on=["reference", "value"])
        .select("earlier", "later", is_alike=pl.lit(value=True))
        .unique()
    )
    named = labels(case)
    bits = pl.col("bits")
    told = (
        found.join(alike, on=["earlier", "later"], how="left")
        .join(named.rename({"reference": "earlier", "label": "value_left"}), on="earlier", how="left")
        .join(named.rename({"reference": "later", "label": "value_right"}), on="later", how="left")
        .with_columns(
            level=pl.when("is_alike")
            .then(pl.lit("alike"))
            .when((bits >= _CLEAR) & (pl.col("lead") >= _CLEAR_LEAD))
            .then(pl.lit("clear"))
            .when(bits >= _LIKELY)
            .then(pl.lit("likely"))
            .when(bits >= _POSSIBLE)
            .then(pl.lit("possible")),
            count=pl.col("messages"),
        )
        .drop_nulls("level")
        .rename({"earlier": "left", "later": "right"})
    )
    return evidence_rows(among(oriented(told), pairs))


_EN = (
    "Of {value_l} and {value_r} one fell silent and the other spoke for the first time within {count} messages; the "
    "talk went on with the same people or words."
)
_ZH = "“{value_l}”与“{value_r}”一人沉默后,另一人在{count}条消息内首次发言,且谈话对象或用语相承。"

COMPARISON = Comparison(
    name="succession",
    family="communication",
    levels={
        # Seventeen of the looking half, all one person by reading, eight of them by a line of the server.
        "alike": Level(
            7.0,
            "Of {value_l} and {value_r}, names that look alike, one fell silent and the other began within {count} "
            "messages, and the talk went on.",
            "“{value_l}”与“{value_r}”名字形似,一人沉默后另一人在{count}条消息内开始发言,谈话相承。",
        ),
        # Three of three there: few, hence only just enough to join.
        "clear": Level(13.7, _EN, _ZH),
        # Two or three of seven.
        "likely": Level(7.0, _EN, _ZH),
        # One in seven: shown beside other reasons, no lead by itself.
        "possible": Level(4.5, _EN, _ZH),
    },
    compare=compare,
)
