"""Whole messages that are not new words: the sender's own long text again, and messages of somebody else passed on.

Scripts, price lists and notices are pasted to many; so are other people's messages. Both stay where they are: what they
say was sent. But they are no sample of how their sender writes, and what "I" means in them depends on who wrote them.
That another account wrote them first doesn't say that another person did: that is for linking to tell.
"""

import polars as pl

# A sentence is repeated on purpose; shorter texts are what everybody says every day.
_REPEAT_LETTERS = 20
_REPEAT_WITHIN = pl.duration(hours=24)
# Two people may write one short sentence by themselves; 40 letters are rarely the same by chance.
_FORWARD_LETTERS = 40
# Where the file itself says that a message was passed on, a text that tells something is enough to find the source.
_SOURCE_LETTERS = 10
# The same words at one moment in two exhibits are more likely one message seen twice than one passed on.
_ONE_MOMENT_SECONDS = 300
_HOUR = 3600


def repeats(said: pl.DataFrame) -> pl.DataFrame:
    """Long texts that one account sends again within a day, in any conversation.

    Args:
        said: Messages as resolvers.duplicates.seen gives them, each once, echoes left out.

    Returns:
        **Columns** row, of_row (the sending before it); sorted by row.
    """
    long = said.filter(
        (pl.col("letters") >= _REPEAT_LETTERS)
        & pl.col("kind").is_in(["text", "action"])
        & pl.col("words").is_not_null()
        & pl.col("sender_account_id").is_not_null()
        & pl.col("sent_at").is_not_null()
    )
    again = long.filter(pl.col("words").is_duplicated()).sort("sender_account_id", "words", "sent_at", "row")
    before = {name: pl.col(name).shift(1) for name in ("sender_account_id", "words", "sent_at")}
    same = pl.all_horizontal(pl.col(name) == before[name] for name in ("sender_account_id", "words"))
    return (
        again.with_columns(of_row=pl.col("row").shift(1))
        .filter(same & (pl.col("sent_at") - before["sent_at"] <= _REPEAT_WITHIN))
        .select("row", "of_row")
        .sort("row")
    )


def forwards(said: pl.DataFrame) -> pl.DataFrame:
    """Messages passed on: the file says so, or the words are another account's earlier message of 40 letters or more.

    Args:
        said: Messages as resolvers.duplicates.seen gives them, each once, echoes left out.

    Returns:
        **Columns** row, of_row (the earliest message with these words, null where the case has none), label (name the
        file gives the author); sorted by row.
    """
    told = said.filter(
        (pl.col("letters") >= _SOURCE_LETTERS)
        & pl.col("words").is_not_null()
        & pl.col("sent_at").is_not_null()
        & (pl.col("kind") != "system")
    )
    sources = (
        told.filter(pl.col("words").is_duplicated())
        .sort("sent_at", "row")
        .unique("words", keep="first", maintain_order=True)
        .select(
            "words",
            of_row="row",
            author="sender_account_id",
            written_at="second",
            of_exhibit="exhibit_order",
            of_assumed="is_assumed",
        )
    )
    met = said.join(sources, on="words", how="left").with_columns(
        later=pl.col("second") - pl.col("written_at"), is_declared=pl.col("forwarded_from").is_not_null()
    )
    beside_hour = (pl.col("later") + _HOUR // 2) % _HOUR - _HOUR // 2
    may_shift = (pl.col("is_assumed") | pl.col("of_assumed")) & (pl.col("exhibit_order") != pl.col("of_exhibit"))
    one_moment = (pl.col("later") <= _ONE_MOMENT_SECONDS) | (
        may_shift & (beside_hour.abs() <= _ONE_MOMENT_SECONDS // 2)
    )
    is_foreign = (pl.col("author") != pl.col("sender_account_id")).fill_null(value=False)
    verbatim = (
        is_foreign & ~one_moment & (pl.col("letters") >= _FORWARD_LETTERS) & (pl.col("kind") == "text")
    ).fill_null(value=False)
    has_source = (pl.col("later") > 0).fill_null(value=False)
    return (
        met.filter(pl.col("is_declared") | verbatim)
        .select("row", of_row=pl.when(has_source).then("of_row"), label="forwarded_from")
        .sort("row")
    )
