"""Comparison: somebody said outright that the two are one person (changed number, second account, "that's me too")."""

import polars as pl

from resolvers.comparisons.stated_evidence import stated_evidence
from resolvers.contract import CaseFrames, Comparison, Level


def compare(pairs: pl.DataFrame, case: CaseFrames) -> pl.DataFrame:
    """Pairs tied by "A is B"."""
    return stated_evidence(pairs, case, "same_person")


COMPARISON = Comparison(
    name="statement_same_person",
    family="communication",
    levels={
        "self_said": Level(
            16.0,
            "The person said outright that {value_l} and {value_r} are one person.",
            "本人明确说明“{value_l}”与“{value_r}”是同一人。",
        ),
        "said_by_other": Level(
            14.0,
            "Somebody in the conversation said that {value_l} and {value_r} are one person ({count} speakers).",
            "会话中有人说明“{value_l}”与“{value_r}”是同一人({count}人说过)。",
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
        "elsewhere": Level(
            9.0,
            "Somebody said that {value_l} and {value_r} are one; one of them was found by name elsewhere in the case.",
            "有人说“{value_l}”与“{value_r}”是同一人;其中一方系按名字在本案其他会话中找到。",
        ),
        "doubtful": Level(
            5.0,
            "Somebody wondered whether {value_l} and {value_r} are one person.",
            "有人猜测“{value_l}”与“{value_r}”是同一人。",
        ),
    },
    compare=compare,
)
