"""Echoes: undelivered messages that a server logs a second time, under the other side's name.

A Jabber server that can't deliver a message bounces it: the same words stand in its log again, from and to swapped,
within a second or two. Nobody said them there. A person may say the same, too: he greets back, or pastes a question
back before he answers. What tells them apart is how much the words tell, how fast they come, and what the log does:

- words of 20 letters or more, back within 2 seconds, are an echo: nobody copies and pastes that fast;
- where a log shows at least 5 such, and they are four times as many as those that come back within 3 to 60 seconds
  (which people do), it echoes by habit: there 15 letters are enough, and words of 20 may take 10 seconds.

Only in talks of two of a format that names both ends. The first of equal messages is the one that was said; what the
same side sends again is no echo. Two senders whose clocks the log gives to the same instant are told by its order.

**Source:** RFC 6120, 8.3: an error stanza swaps from and to and may carry the original; the numbers are chosen, not
learned. Limit: a log that echoes later than 10 seconds is not recognised.
"""

import polars as pl

_PLATFORMS = ("jabber",)
_SURE_LETTERS, _HABIT_LETTERS = 20, 15
_SWIFT, _SLOW, _HUMAN = (pl.duration(seconds=seconds) for seconds in (2, 10, 60))
_HABIT_COUNT, _HABIT_RATIO = 5, 4


def echoes(said: pl.DataFrame) -> pl.DataFrame:
    """Messages that nobody sent.

    Args:
        said: Messages as resolvers.duplicates.seen gives them, each once.

    Returns:
        **Columns** row, of_row (the message that came back), logged_under; sorted by row.
    """
    direct = said.filter(
        pl.col("platform").is_in(_PLATFORMS)
        & (pl.col("thread_kind") == "direct")
        & (pl.col("kind") == "text")
        & (pl.col("letters") >= _HABIT_LETTERS)
        & pl.col("words").is_not_null()
        & pl.col("sender_account_id").is_not_null()
        & pl.col("sent_at").is_not_null()
    ).sort("thread_id", "words", "sent_at", "row")
    same = (pl.col("thread_id") == pl.col("thread_id").shift(1)) & (pl.col("words") == pl.col("words").shift(1))
    gap = pl.when(same).then(pl.col("sent_at") - pl.col("sent_at").shift(1))
    runs = direct.with_columns(gap=gap).with_columns(
        run=((pl.col("gap") <= _HUMAN).fill_null(value=False)).not_().cum_sum()
    )
    back = runs.with_columns(of_row=pl.col("row").first().over("run"), author=_first_sender()).filter(
        pl.col("sender_account_id") != pl.col("author")
    )
    is_telling = pl.col("letters") >= _SURE_LETTERS
    is_swift = pl.col("gap") <= _SWIFT
    swift = (is_telling & is_swift).sum().over("exhibit_order")
    slow = (is_telling & ~is_swift).sum().over("exhibit_order")
    by_habit = (swift >= _HABIT_COUNT) & (swift >= _HABIT_RATIO * slow)
    is_echo = (is_telling & is_swift) | (by_habit & (is_swift | (is_telling & (pl.col("gap") <= _SLOW))))
    return back.filter(is_echo).select("row", "of_row", logged_under="sender_account_id").sort("row")


def _first_sender() -> pl.Expr:
    return pl.col("sender_account_id").first().over("run")
