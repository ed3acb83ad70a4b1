"""Messages of talks of two that only repeat: delivered again, or the words of the other sent back as one's own."""

import polars as pl

# Shorter ones are greetings and assents, which both sides say.
_LEAST_REPEATED = 16


def own_words(talk: pl.DataFrame) -> pl.DataFrame:
    """Messages without those that repeat earlier ones of the same talk of two.

    Args:
        talk: UTTERANCE, messages that can be acts.

    Returns:
        **Columns** those of `talk`, without messages of 16 characters or more whose very words the other side has
        written before, or the same sender earlier on the same day; his own without a time stay. In rooms everything
        stays: there people repeat each other on purpose.
    """
    is_two = pl.col("sender").n_unique().over("thread_id") <= 2
    long = pl.col("text").str.len_chars() >= _LEAST_REPEATED
    order = talk.sort("thread_id", "turn", "message_id")
    first = pl.col("sender").first().over("thread_id", "text")
    again = pl.int_range(pl.len()).over("thread_id", "text", "sender", pl.col("sent_at").dt.date()) > 0
    is_echo = (first != pl.col("sender")) | (again & pl.col("sent_at").is_not_null())
    return order.filter(~(is_two & long & is_echo))
