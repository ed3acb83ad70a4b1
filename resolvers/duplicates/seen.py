"""Messages as they stand in the exhibits of a case, made ready to be compared: what they say and how much that tells.

Two exporters write one message differently: invisible direction marks, spaces, variants of one character, a note that
it was edited. The key of a text is a hash of what is left without these, so that equal words have equal keys.

How much a text tells is counted in letters: a Chinese character stands for about three Latin ones, which is what
compressed sizes of parallel texts give. `ok` and `好的` tell nothing, a sentence does.
"""

import polars as pl

from resolvers.duplicates.exhibit_order import exhibit_order
from warehouse.schema.frames import MESSAGE_PLACE

# Spaces, control and format signs, and the selectors that only choose how an emoji is drawn.
_INVISIBLE = r"[\s\p{C}\x{FE0E}\x{FE0F}]+"
# What exporters append to an edited message.
_EDITED = r"(?:<this message was edited>|<此消息已编辑>|<此訊息已編輯>|<сообщение изменено>|\(edited\))$"
_DENSE_SCRIPTS = r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}]"
# A dense character counts for itself and two more.
_DENSE_EXTRA = 2
# Times of these bases may be off by a zone that nobody told.
_ASSUMED = ("local_assumed", "excel_resave")
# Exporters without times below the minute: everything on the full minute, seen often enough to be no accident.
_FEW = 20


def plain_words(text: pl.Expr) -> pl.Expr:
    """The text without what two exporters write differently; empty when nothing visible is left."""
    return text.str.normalize("NFKC").str.to_lowercase().str.replace(_EDITED, "").str.replace_all(_INVISIBLE, "")


def tells(text: pl.Expr) -> pl.Expr:
    """How much a text tells, in letters."""
    return (text.str.len_chars() + _DENSE_EXTRA * text.str.count_matches(_DENSE_SCRIPTS)).cast(pl.Int32)


def word_key(words: pl.Expr) -> pl.Expr:
    """Hash of plain words, null when there are none; among 10 million texts two share one by chance in 1 of 300,000."""
    return pl.when(words != "").then(words.hash(17))


def seen_messages(places: pl.DataFrame) -> pl.DataFrame:
    """MESSAGE_PLACE made ready to be compared.

    Returns:
        One row per message, ordered by the order of exhibits and the place inside. **Columns** those of MESSAGE_PLACE
        and exhibit_order (from 1; see there), row (number, from 0), node (number of the thread in its exhibit), words
        (key of its words, null without any), letters (how much they tell), second (sent_at in seconds), is_assumed
        (whether its clock may be off by a zone), is_minute (whether its exhibit gives minutes alone). Whatever the
        order of `places`.
    """
    shown = MESSAGE_PLACE.conform(places)
    ordered = (
        shown.join(exhibit_order(shown), on="exhibit_id")
        .sort("exhibit_order", "position", "message_id")
        .with_row_index("row")
    )
    nodes = ordered.select("exhibit_order", "thread_id").unique().sort("exhibit_order", "thread_id")
    nodes = nodes.with_row_index("node")
    return (
        ordered.with_columns(plain=plain_words(pl.col("text")))
        .with_columns(
            words=word_key(pl.col("plain")),
            letters=tells(pl.col("plain")),
            second=pl.col("sent_at").dt.epoch("s"),
            is_assumed=pl.col("time_basis").is_in(_ASSUMED),
        )
        .join(nodes, on=["exhibit_order", "thread_id"], how="left", maintain_order="left")
        .drop("plain")
        .with_columns(
            is_minute=((pl.col("second") % 60 == 0).all() & (pl.len() >= _FEW)).over("node"),
        )
    )
