"""Who talks to whom: two that answer each other are two.

Read from utterances by shifts, from the platform's replies and from mentions that speak to somebody; no loop over
messages. Linear in messages but for the sort by thread and turn.
"""

import polars as pl

from resolvers.contract import CaseFrames
from resolvers.names.borne import bearers_by_scope
from resolvers.once_per_case import once_per_case

# Farther apart, A-B-A is no alternation but two visits.
_CLOSE_MINUTES = 10


def _turn_taking(utterances: pl.DataFrame) -> pl.DataFrame:
    """A-B-A: somebody speaks, another follows at once, and the first speaks again."""
    spoken = (
        utterances.drop("text", "message_id", "reply_to_message_id", "forwarded_from")
        .filter((pl.col("kind") != "system") & pl.col("sender").is_not_null())
        .sort("thread_id", "turn")
    )
    # Lines in one go are one turn.
    turns = spoken.filter((pl.col("sender") != pl.col("sender").shift(1).over("thread_id")).fill_null(value=True))
    gap = (pl.col("sent_at") - pl.col("sent_at").shift(1).over("thread_id")).dt.total_minutes()
    close = gap.is_null() | (gap.abs() <= _CLOSE_MINUTES)
    turns = turns.with_columns(
        other=pl.col("sender").shift(1).over("thread_id"),
        before=pl.col("sender").shift(2).over("thread_id"),
        is_close=close & close.shift(1).over("thread_id").fill_null(value=False),
    )
    return turns.filter(pl.col("is_close") & (pl.col("before") == pl.col("sender"))).select(
        speaker="sender",
        listener="other",
        is_explicit=pl.lit(value=False),
        seen_at="sent_at",
        exhibit_id="exhibit_id",
        locator="locator",
    )


def _replies(utterances: pl.DataFrame) -> pl.DataFrame:
    """Answers that the platform itself ties to a message."""
    answered = utterances.select("thread_id", reply_to_message_id="message_id", listener="sender")
    return (
        utterances.drop_nulls("reply_to_message_id")
        .join(answered, on=["thread_id", "reply_to_message_id"])
        .select(
            speaker="sender",
            listener="listener",
            is_explicit=pl.lit(value=True),
            seen_at="sent_at",
            exhibit_id="exhibit_id",
            locator="locator",
        )
    )


def _addresses(case: CaseFrames) -> pl.DataFrame:
    """Messages that speak to a name which exactly one reference bears in the thread."""
    bearers = bearers_by_scope(case).filter(pl.len().over("thread_id", "alias_form") == 1)
    return (
        case.mentions.filter(pl.col("manner") == "address")
        .select("message_id", "alias_form")
        .unique()
        .join(
            case.utterances.select("message_id", "thread_id", "sender", "sent_at", "exhibit_id", "locator"),
            on="message_id",
        )
        .join(bearers, on=["thread_id", "alias_form"])
        .select(
            speaker="sender",
            listener="reference",
            is_explicit=pl.lit(value=True),
            seen_at="sent_at",
            exhibit_id="exhibit_id",
            locator="locator",
        )
    )


@once_per_case
def exchanges(case: CaseFrames) -> pl.DataFrame:
    """Pairs of references that talk to each other.

    Returns:
        One row per pair, Columns: reference_l, reference_r, explicit_count (addresses and replies, both ways),
        alternation_count (A-B-A), exhibit_id, locator (first example); ordered by pair.
    """
    talk = pl.concat([_turn_taking(case.utterances), _replies(case.utterances), _addresses(case)]).drop_nulls(
        ["speaker", "listener"]
    )
    return (
        talk.filter(pl.col("speaker") != pl.col("listener"))
        .with_columns(
            reference_l=pl.min_horizontal("speaker", "listener"), reference_r=pl.max_horizontal("speaker", "listener")
        )
        .sort("reference_l", "reference_r", "seen_at", "exhibit_id", "locator", nulls_last=True)
        .group_by("reference_l", "reference_r", maintain_order=True)
        .agg(
            explicit_count=pl.col("is_explicit").sum().cast(pl.Int64),
            alternation_count=(~pl.col("is_explicit")).sum().cast(pl.Int64),
            exhibit_id=pl.col("exhibit_id").first(),
            locator=pl.col("locator").first(),
        )
    )
