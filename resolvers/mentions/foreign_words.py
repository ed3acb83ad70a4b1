"""Words in a message that are somebody else's: what stands in them is not said by the one who sent them.

Quoted blocks and forwards are known by their traits (resolvers.duplicates). A name inside them calls nobody here, so
its mention counts as quoted; and a quote with a name on it, whose words are verbatim a message of the case, says what
the author of that message is called by those who quote him.
"""

import polars as pl

from warehouse.schema.frames import MESSAGE_TRAIT, REFERENCE_NAME

_FOREIGN = ("quoted_block", "forwarded")
# A label as long as this is a heading or a sentence.
_LONGEST_LABEL = 40


def with_quotes(mentions: pl.DataFrame, message_traits: pl.DataFrame) -> pl.DataFrame:
    """MENTION with manner `quote` for names that stand in somebody else's words.

    Args:
        mentions: MENTION.
        message_traits: MESSAGE_TRAIT of the same case.
    """
    foreign = message_traits.filter(pl.col("trait").is_in(list(_FOREIGN))).select(
        "message_id", foreign_start="start_offset", foreign_end="end_offset"
    )
    if foreign.is_empty():
        return mentions
    span = ["message_id", "start_offset", "end_offset"]
    inside = (
        mentions.select(span)
        .join(foreign, on="message_id")
        .filter((pl.col("start_offset") < pl.col("foreign_end")) & (pl.col("end_offset") > pl.col("foreign_start")))
        .select(*span, is_foreign=pl.lit(value=True))
        .unique()
    )
    return (
        mentions.join(inside, on=span, how="left", maintain_order="left")
        .with_columns(manner=pl.when("is_foreign").then(pl.lit("quote")).otherwise("manner"))
        .drop("is_foreign")
    )


def quoted_names(utterances: pl.DataFrame, references: pl.DataFrame, message_traits: pl.DataFrame) -> pl.DataFrame:
    """Names on quotes and forwards whose words are a message of somebody in the case.

    Args:
        utterances: UTTERANCE.
        references: REFERENCE.
        message_traits: MESSAGE_TRAIT, MESSAGE_TRAIT.of_message_id tells whose words they are.

    Returns:
        **Columns** REFERENCE_NAME of kind quoted: the author of the words, the name on the quote, the observer who
        quoted; one row per reference, name, observer and thread, sorted. A nickname's own form is no news.
    """
    traits = MESSAGE_TRAIT.conform(message_traits).filter(
        pl.col("trait").is_in(list(_FOREIGN)) & pl.col("label").is_not_null() & pl.col("of_message_id").is_not_null()
    )
    label = pl.col("label").str.strip_chars()
    author = utterances.select(of_message_id="message_id", reference="sender")
    quoting = utterances.select("message_id", "thread_id", "sent_at", "exhibit_id", "locator", observer="sender")
    own = references.select("reference", own_id="native_id")
    key = ["reference", "name", "observer", "thread_id"]
    rows = (
        traits.with_columns(name=label)
        .filter(pl.col("name").str.len_chars().is_between(1, _LONGEST_LABEL))
        .join(author, on="of_message_id")
        .join(quoting, on="message_id")
        .drop_nulls("reference")
        .join(own, on="reference", how="left")
        .filter((pl.col("name").str.to_lowercase() != pl.col("own_id").str.to_lowercase()).fill_null(value=True))
        .sort("sent_at", "exhibit_id", "locator", nulls_last=True)
        .group_by(key, maintain_order=True)
        .agg(
            observation_count=pl.len().cast(pl.Int64),
            first_seen_at=pl.col("sent_at").min(),
            last_seen_at=pl.col("sent_at").max(),
            exhibit_id=pl.col("exhibit_id").first(),
            locator=pl.col("locator").first(),
        )
        .with_columns(kind=pl.lit("quoted"))
        .sort(key)
    )
    return REFERENCE_NAME.conform(rows)
