"""Names by which the one calls the other where only two talk: "锤子，钱到了", "thanks, hammer".

Nobody else is there to be spoken to, so who is addressed again and again by a name is its bearer, whatever his account
shows. A single time the name may be the topic ("hammer? you mean 锤子"); hence three times in different words, or twice
where it is the name he is mostly addressed by. Right after the other asked who somebody is, the name is the answer
("which one runs it?" "hammer, the one of the shop") and addresses nobody.
"""

import polars as pl

from resolvers.told.cues import who_question
from warehouse.schema.frames import REFERENCE_NAME

_TIMES = 3
_TIMES_OF_MAIN_NAME = 2
_MAIN_SHARE = 0.5


def addressed_names(utterances: pl.DataFrame, references: pl.DataFrame, mentions: pl.DataFrame) -> pl.DataFrame:
    """Names that people are addressed by in conversations of two.

    Args:
        utterances: UTTERANCE.
        references: REFERENCE.
        mentions: MENTION of the same utterances.

    Returns:
        **Columns** REFERENCE_NAME of kind addressed, the speaker being the observer; one row per reference, name,
        observer and thread; sorted. Handles that live in one thread are left out: they are the name.
    """
    lasting = references.filter((pl.col("kind") == "account") & pl.col("thread_id").is_null())["reference"]
    talkers = utterances.select("thread_id", "sender").drop_nulls().unique()
    pairs = talkers.filter(pl.len().over("thread_id") == 2)
    spoken_to = (
        mentions.filter(pl.col("manner") == "address")
        .join(_answers(utterances), on="message_id", how="anti")
        .sort("message_id", "start_offset")
        .unique(["message_id", "alias_form"], keep="first", maintain_order=True)
        .select("message_id", "alias_form", name="text")
        .join(
            utterances.select("message_id", "thread_id", "sender", "text", "sent_at", "exhibit_id", "locator"),
            on="message_id",
        )
        .join(pairs.rename({"sender": "reference"}), on="thread_id")
        .filter((pl.col("reference") != pl.col("sender")) & pl.col("reference").is_in(lasting.implode()))
    )
    # The same words again may be the same message from a second export.
    times = pl.col("text").n_unique().over("reference", "alias_form")
    share = times / pl.struct("alias_form", "text").n_unique().over("reference")
    kept = spoken_to.filter((times >= _TIMES) | ((times >= _TIMES_OF_MAIN_NAME) & (share >= _MAIN_SHARE)))
    key = ["reference", "name", "observer", "thread_id"]
    rows = (
        kept.rename({"sender": "observer"})
        .sort("sent_at", "exhibit_id", "locator", nulls_last=True)
        .group_by(key, maintain_order=True)
        .agg(
            observation_count=pl.len().cast(pl.Int64),
            first_seen_at=pl.col("sent_at").min(),
            last_seen_at=pl.col("sent_at").max(),
            exhibit_id=pl.col("exhibit_id").first(),
            locator=pl.col("locator").first(),
        )
        .with_columns(kind=pl.lit("addressed"))
        .sort(key)
    )
    return REFERENCE_NAME.conform(rows)


def _answers(utterances: pl.DataFrame) -> pl.DataFrame:
    """message_id of what somebody says right after the other asked who somebody is."""
    order = utterances.select("message_id", "thread_id", "turn", "sender", "text").sort(
        "thread_id", "turn", "message_id"
    )
    asked = pl.col("text").str.to_lowercase().str.contains(who_question()).shift(1).over("thread_id")
    other = pl.col("sender").shift(1).over("thread_id") != pl.col("sender")
    return order.filter(asked & other).select("message_id")
