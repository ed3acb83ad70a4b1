"""How much each person speaks, in each conversation, of what people who are worked on and their callers speak of."""

import polars as pl

from resolvers.clients.cues import expressions, subjects, written
from resolvers.contract import ResolvedCase
from resolvers.told.cues import simplifying

# Of a long conversation its beginning and its end are read: how they met, and what became of it.
_READ_AT_EITHER_END = 150
# Longer messages are pasted scripts, articles and files.
_LONGEST_MESSAGE = 600
SIDES = ("client", "caller", "work")


def subject_talk(case: ResolvedCase, threads: pl.Series) -> pl.DataFrame:
    """Count messages by subject.

    Args:
        case: The case after linking.
        threads: Conversations to read.

    Returns:
        **Columns** thread_id, entity_id (key), messages, and for each side (client, caller, work) SIDE, the messages on
        a subject of it, and SIDE_bits, what they say for it; sorted. Linear in the text, at most 300 messages a
        conversation.
    """
    talk = (
        case.frames.utterances.filter(
            (pl.col("kind") == "text")
            & pl.col("sender").is_not_null()
            & pl.col("forwarded_from").is_null()
            & pl.col("thread_id").is_in(threads.unique().sort().implode())
            & pl.col("text").str.contains(r"\pL{2}|\p{Han}")
        )
        .filter(
            (pl.int_range(pl.len()).over("thread_id") < _READ_AT_EITHER_END)
            | (pl.len().over("thread_id") - pl.int_range(pl.len()).over("thread_id") <= _READ_AT_EITHER_END)
        )
        .join(case.members.select("entity_id", sender="reference"), on="sender")
        .select("thread_id", "entity_id", "text")
    )
    raised = talk.join(_subjects_of(talk["text"].unique()), on="text", how="left")
    return (
        raised.group_by("thread_id", "entity_id")
        .agg(
            messages=pl.len(),
            **{side: (pl.col(side) > 0).sum() for side in SIDES},
            **{f"{side}_bits": pl.col(side).sum() for side in SIDES},
        )
        .sort("thread_id", "entity_id")
    )


def _subjects_of(texts: pl.Series) -> pl.DataFrame:
    """Texts and, for each side, the bits of its weightiest subject there, 0 for none."""
    old, new = simplifying(written())
    read = (
        texts.to_frame("text")
        .filter(pl.col("text").str.len_chars() <= _LONGEST_MESSAGE)
        .with_columns(said=pl.col("text").str.replace_many(old, new))
    )
    about = subjects()
    found = [
        of_language.filter(pl.col("said").str.contains(expression)).select("text", side=pl.lit(side), bits=pl.lit(bits))
        for script, of_script in expressions().items()
        for of_language in [read.filter(pl.col("said").str.contains(script))]
        for name, expression in of_script.items()
        for side, bits in [about[name]]
    ]
    raised = pl.concat(found).group_by("text", "side").agg(pl.col("bits").max())
    return raised.group_by("text").agg(
        pl.col("bits").filter(pl.col("side") == side).max().fill_null(0.0).alias(side) for side in SIDES
    )
