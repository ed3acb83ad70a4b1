"""Comparison: somebody said what one of them is called, and the other bears this name."""

import polars as pl

from resolvers.comparisons.stated_evidence import stated_evidence
from resolvers.contract import CaseFrames, Comparison, Level


def compare(pairs: pl.DataFrame, case: CaseFrames) -> pl.DataFrame:
    """Pairs tied by "A is called N" where the other bears N."""
    return stated_evidence(pairs, case, "is_called")


COMPARISON = Comparison(
    name="statement_is_called",
    family="communication",
    levels={
        # "I am hammer": wrong when it is a joke, a lie or a misreading; under one in three hundred after a join.
        "self_said": Level(
            15.5,
            "The person said outright: {value_l} and {value_r} are names of one.",
            "本人明确说明:“{value_l}”与“{value_r}”是同一人的称呼。",
        ),
        # Said by somebody who knows both: a little less, one in a hundred is mistaken or misread.
        "said_by_other": Level(
            14.0,
            "Somebody in the conversation said that {value_l} and {value_r} are names of one ({count} speakers).",
            "会话中有人说明“{value_l}”与“{value_r}”是同一人的称呼({count}人说过)。",
        ),
        # The bearer is no part of this conversation, but one who is talks with him elsewhere ("I am hammer, new
        # number", to somebody who knows one hammer): homonyms in one circle are rare.
        "self_said_in_circle": Level(
            14.0,
            "The person said outright: {value_l} and {value_r} are one; somebody in the conversation knows the other.",
            "本人明确说明“{value_l}”与“{value_r}”是同一人;会话参与者与对方有往来。",
        ),
        "said_in_circle": Level(
            12.0,
            "Somebody said that {value_l} and {value_r} are one, and somebody in the conversation knows the other.",
            "有人说“{value_l}”与“{value_r}”是同一人;会话参与者与对方有往来。",
        ),
        # Who has changed his account leaves the old one silent. Where both go on speaking in the same conversation the
        # sentence was more likely misread, or about a third: a lead.
        "beside": Level(
            9.0,
            "It was said that {value_l} and {value_r} are one, but both go on speaking in this conversation.",
            "有人说“{value_l}”与“{value_r}”是同一人,但此后两者仍在同一会话中发言。",
        ),
        # The name is borne by two there, or is a form of address that every team uses: right for one of them.
        "ambiguous": Level(
            7.0,
            "It was said that {value_l} and {value_r} are one, but one of the names may mean several people there.",
            "有人说“{value_l}”与“{value_r}”是同一人,但其中一个名字在当地可能指多人。",
        ),
        # The bearer was found by name elsewhere in the case: homonyms make it a lead.
        "elsewhere": Level(
            9.0,
            "Somebody said that {value_l} is called {value_r}; a bearer of this name was found elsewhere in the case.",
            "有人说“{value_l}”即“{value_r}”;使用该名字者在本案其他会话中找到。",
        ),
        # A guess or a question is right about half the time.
        "doubtful": Level(
            5.0,
            "Somebody wondered whether {value_l} and {value_r} are one.",
            "有人猜测“{value_l}”与“{value_r}”是同一人。",
        ),
    },
    compare=compare,
)
