"""Whom each message speaks to by name, where one person in the conversation bears the name."""

import polars as pl

from resolvers.mentions.foreign_words import with_quotes


def own_mentions(mentions: pl.DataFrame, message_traits: pl.DataFrame) -> pl.DataFrame:
    """MENTION without what says nothing new: names in somebody else's words, and those of texts sent again."""
    again = message_traits.filter(pl.col("trait") == "repeat").select("message_id").unique()
    own = with_quotes(mentions, message_traits).filter(pl.col("manner") != "quote")
    return own.join(again, on="message_id", how="anti")


def spoken_to(utterances: pl.DataFrame, mentions: pl.DataFrame, bearers: pl.DataFrame) -> pl.DataFrame:
    """Messages that speak to somebody by name.

    Args:
        utterances: UTTERANCE.
        mentions: MENTION, without those in quotes.
        bearers: thread_id, alias_form, reference: who answers to a name where.

    Returns:
        **Columns** message_id, thread_id, speaker, alias_form, name (as written), reference (its one bearer there, else
        null), bearer_count, start_offset; one row per message and alias form, sorted by them.
    """
    one = bearers.group_by("thread_id", "alias_form").agg(
        reference=pl.col("reference").min(), bearer_count=pl.col("reference").n_unique().cast(pl.Int64)
    )
    return (
        mentions.filter(pl.col("manner") == "address")
        .sort("message_id", "start_offset")
        .unique(["message_id", "alias_form"], keep="first", maintain_order=True)
        .select("message_id", "alias_form", "start_offset", name="text")
        .join(utterances.select("message_id", "thread_id", speaker="sender"), on="message_id")
        .join(one, on=["thread_id", "alias_form"], how="left")
        .with_columns(
            reference=pl.when(pl.col("bearer_count") == 1).then("reference"),
            bearer_count=pl.col("bearer_count").fill_null(0),
        )
        .select("message_id", "thread_id", "speaker", "alias_form", "name", "reference", "bearer_count", "start_offset")
        .sort("message_id", "alias_form")
    )
