"""Copies: messages that an exhibit before it in the order of exhibits already gave.

One chat reaches a case from both ends' phones, from backups and from the cloud. The original is in the exhibit that
tells most (see `exhibit_order`); the others are copies of it, each at its own place. See `conversations` for what
proves that two threads are one conversation and `alignment` for what makes two messages one; nothing is ever a copy
inside its own exhibit.

Limits: messages without a time are known again only by the platform's own id; what two exporters write differently
beyond spaces, invisible signs and notes of editing stays two messages.
"""

import polars as pl

from resolvers.duplicates.alignment import aligned
from resolvers.duplicates.conversations import same_conversations
from resolvers.duplicates.meetings import distinct_words, meetings, zone_shift
from warehouse.schema.frames import MESSAGE_COPY


def message_copies(seen: pl.DataFrame) -> pl.DataFrame:
    """Messages that an exhibit before it in the order already gave.

    Args:
        seen: Messages as resolvers.duplicates.seen gives them.

    Returns:
        MESSAGE_COPY, sorted; it depends on the order of exhibits and on nothing else of the order of rows.
    """
    if seen["exhibit_order"].n_unique() < 2:
        return MESSAGE_COPY.empty_frame()
    distinct = distinct_words(seen)
    conversations = same_conversations(seen, distinct, meetings(seen, distinct))
    if conversations.is_empty():
        return MESSAGE_COPY.empty_frame()
    facts = seen.select("row", "message_id", "second")
    found = (
        aligned(seen, distinct, conversations)
        .join(facts, on="row")
        .join(facts.select(original="row", original_message_id="message_id", known_second="second"), on="original")
    )
    ahead = pl.col("second") - pl.col("known_second")
    return MESSAGE_COPY.conform(
        found.with_columns(
            reason=pl.when("by_id").then(pl.lit("native_id")).otherwise(pl.lit("aligned")),
            shift_minutes=pl.when(ahead.is_not_null()).then(zone_shift(ahead, pl.lit(value=True)) // 60),
        ).sort("message_id")
    )
