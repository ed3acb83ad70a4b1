"""Traits: what to know of a message before its words are taken for its sender's.

Nothing is taken out here. A repeat, a forward or a quote was sent by who sent it; whose words they are, and how often
they came before, is said beside. Only an echo was sent by nobody.
"""

import polars as pl

from resolvers.duplicates.echoes import echoes
from resolvers.duplicates.quotes import quotes
from resolvers.duplicates.repeats import forwards, repeats
from warehouse.schema.frames import MESSAGE_TRAIT

_OPTIONAL = {"start_offset": pl.Int64, "end_offset": pl.Int64, "label": pl.String, "logged_under": pl.String}


def message_traits(seen: pl.DataFrame, copies: pl.DataFrame) -> pl.DataFrame:
    """Traits of the messages of a case, each message taken once.

    Args:
        seen: Messages as resolvers.duplicates.seen gives them.
        copies: MESSAGE_COPY; copies have no traits of their own.

    Returns:
        MESSAGE_TRAIT, sorted by its key; a message may have several. A trait of the whole message spans all of it.
    """
    said = seen.join(copies, on="message_id", how="anti", maintain_order="left")
    echoed = echoes(said)
    said = said.join(echoed, on="row", how="anti", maintain_order="left")
    found = {"echo": echoed, "repeat": repeats(said), "forwarded": forwards(said), "quoted_block": quotes(said)}
    rows = pl.concat([_filled(part).with_columns(trait=pl.lit(trait)) for trait, part in found.items()])
    ids = seen.select("row", "message_id", length=pl.col("text").str.len_chars().cast(pl.Int64))
    rows = rows.join(ids, on="row").join(ids.select(of_row="row", of_message_id="message_id"), on="of_row", how="left")
    whole = rows.with_columns(
        start_offset=pl.col("start_offset").fill_null(0), end_offset=pl.coalesce("end_offset", "length")
    )
    return MESSAGE_TRAIT.conform(whole).sort(MESSAGE_TRAIT.key)


def _filled(part: pl.DataFrame) -> pl.DataFrame:
    """Rows of one trait with all columns that a trait may have."""
    missing = {name: kind for name, kind in _OPTIONAL.items() if name not in part.columns}
    return part.with_columns(pl.lit(None, kind).alias(name) for name, kind in missing.items()).select(
        "row", "of_row", *_OPTIONAL
    )
