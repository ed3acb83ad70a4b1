"""Acts across turns: who is asked and assents obeys; who speaks without a name mostly answers who wrote just before."""

import polars as pl

from resolvers.acts.composed import TASK

# Who answers later than so many messages answers something else.
_TURNS = 8
# Of the last messages of others, one this near is answered; in bigger rooms several talks cross.
_NEAR = 2
_FEW_WRITERS = 6
_ASKS = ("request", "order", "rota", "fine", "script", "hand_out")


def obeyed(talk: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """Assents to what another asked shortly before in the same conversation.

    Args:
        talk: UTTERANCE, messages that can be acts.
        rows: message_id, kind, cue of them.

    Returns:
        **Columns** message_id (of the assent), actor (who asked), target (who assents), cue, kind 'obeyed'. An assent
        belongs to the last that was asked by another; assents of several to one who asks a room all count.
    """
    is_asking = pl.col("kind").is_in(_ASKS) | pl.col("kind").str.starts_with(TASK)
    asks = rows.filter(is_asking).select("message_id").unique().with_columns(is_ask=True)
    assents = rows.filter(pl.col("kind") == "comply").select("message_id", "cue")
    order = (
        talk.select("message_id", "thread_id", "turn", "sender")
        .join(asks, on="message_id", how="left")
        .join(assents, on="message_id", how="left")
        .sort("thread_id", "turn", "message_id")
        .with_columns(
            asker=pl.when("is_ask").then("sender"),
            asked_turn=pl.when("is_ask").then("turn"),
            place=pl.int_range(pl.len()),
        )
        .with_columns(asked_place=pl.when("is_ask").then("place"))
        .with_columns(pl.col("asker", "asked_place").shift(1).over("thread_id"))
        .with_columns(pl.col("asker", "asked_place").forward_fill().over("thread_id"))
    )
    return order.filter(
        pl.col("cue").is_not_null()
        & (pl.col("asker") != pl.col("sender"))
        & (pl.col("place") - pl.col("asked_place") <= _TURNS)
    ).select("message_id", actor="asker", target="sender", cue="cue", kind=pl.lit("obeyed"))


def just_heard(talk: pl.DataFrame) -> pl.DataFrame:
    """For each message the one who wrote within the two messages before it, the nearest other writer of its thread.

    Args:
        talk: UTTERANCE, messages that can be acts.

    Returns:
        **Columns** message_id, heard; of rooms of up to six writers, without messages that nobody else's precede so
        closely.
    """
    order = talk.select("message_id", "thread_id", "turn", "sender").sort("thread_id", "turn", "message_id")
    found = pl.lit(None, dtype=pl.String)
    for back in range(_NEAR, 0, -1):
        earlier = pl.col("sender").shift(back).over("thread_id")
        found = pl.when(earlier != pl.col("sender")).then(earlier).otherwise(found)
    few = pl.col("sender").n_unique().over("thread_id") <= _FEW_WRITERS
    return order.with_columns(heard=found).filter(few).select("message_id", "heard").drop_nulls()
