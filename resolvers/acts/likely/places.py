"""Where a message stands: size of its room, whose messages are beside it, whether it names somebody."""

import polars as pl

# Features of the message before and after that are looked at.
NEIGHBOUR_FORM = (
    *("length", "question", "number", "amount", "money", "you", "yes", "no", "how_much", "now", "done"),
    *("exclamation", "emoji", "sick", "clock", "may_i", "must", "not"),
    *("cue_request", "cue_comply", "cue_ask_state", "cue_boss_call", "cue_report", "cue_order", "cue_ask_progress"),
)
PLACES = ("talk_of_two", "few_writers", "addressed", "own_before", "own_after", "first", "last", "writer_before_last")
_FEW = 6


def in_order(talk: pl.DataFrame) -> pl.DataFrame:
    """Talk in the order of its threads."""
    return talk.select("message_id", "thread_id", "turn", "sender", "text").sort("thread_id", "turn", "message_id")


def places(order: pl.DataFrame, addressing: pl.DataFrame) -> pl.DataFrame:
    """Features of the places of messages.

    Args:
        order: What `in_order` gives.
        addressing: Column message_id of messages that address somebody by name.

    Returns:
        **Columns** PLACES, 0 or 1, one row a message, in order.
    """
    writers = pl.col("sender").n_unique().over("thread_id")
    before, after = (pl.col("sender").shift(step).over("thread_id") for step in (1, -1))
    addressed = addressing.select("message_id").unique().with_columns(is_addressed=pl.lit(1.0))
    return (
        order.join(addressed, on="message_id", how="left", maintain_order="left")
        .select(
            talk_of_two=writers == 2,
            few_writers=writers.is_between(3, _FEW),
            addressed=pl.col("is_addressed").is_not_null(),
            own_before=(before == pl.col("sender")).fill_null(value=False),
            own_after=(after == pl.col("sender")).fill_null(value=False),
            first=before.is_null(),
            last=after.is_null(),
            writer_before_last=(pl.col("sender").shift(2).over("thread_id") == pl.col("sender")).fill_null(value=False),
        )
        .cast(pl.Float64)
        .select(PLACES)
    )
