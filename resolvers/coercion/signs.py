"""Signs of coercion: papers taken, locked in, beaten, sold, a debt to leave, forced quotas.

A message is a sign for the person who says it of himself, for the one it is said to, or for the one it names. Said to a
room of several it is a sign for nobody in particular, and kept with the room. Signs stand beside roles and change none:
whoever reads the role is told to check (Non-punishment of trafficked persons: Palermo Protocol; OSCE 2013).
"""

import polars as pl

from resolvers.actors import entity_talk
from resolvers.coercion.cues import expressions, sign_kinds, written
from resolvers.contract import ResolvedCase
from resolvers.told.cues import simplifying
from resolvers.told.named import named_people, own_talk
from warehouse.schema.frames import COERCION_SIGN
from warehouse.schema.ids import content_hash

# Longer messages are pasted news and files.
_LONGEST_MESSAGE = 400
_SUPPOSED = r"(?i)^\s*(?:>|新闻|报道|转发)"
_EN = "Signs of coercion, check: a message says {}."
_ZH = "有受胁迫迹象，请核实：有消息称{}。"


def coercion_signs(case: ResolvedCase) -> pl.DataFrame:
    """Messages that say a person may be coerced.

    Args:
        case: The case after linking.

    Returns:
        **Columns** COERCION_SIGN, one row per message, person and kind, sorted by key. Linear in the text.
    """
    talk = own_talk(case).filter(
        (pl.col("text").str.len_chars() <= _LONGEST_MESSAGE) & ~pl.col("text").str.contains(_SUPPOSED)
    )
    old, new = simplifying(written())
    talk = talk.with_columns(pl.col("text").str.replace_many(old, new))
    spoken = _spoken(case, talk)
    told = _cued(talk, "text", "told").join(spoken.select("message_id", "kind"), on=["message_id", "kind"], how="anti")
    own = (
        _cued(talk, "text", "self")
        .join(
            pl.concat([spoken, told], how="diagonal").select("message_id", "kind"),
            on=["message_id", "kind"],
            how="anti",
        )
        .with_columns(entity_id=pl.col("speaker"))
    )
    found = pl.concat(
        [
            own.with_columns(basis=pl.lit("said_of_self")),
            _heard(case, told),
            spoken.with_columns(basis=pl.lit("spoken_of")),
        ],
        how="diagonal",
    ).filter((pl.col("basis") == "said_of_self") | pl.col("entity_id").ne_missing(pl.col("speaker")))
    return _rows(found)


def _cued(talk: pl.DataFrame, column: str, way: str) -> pl.DataFrame:
    """Rows of talk with the kind and words of every cue of a way in a column."""
    found = []
    for script, by_kind in expressions(way).items():
        of_script = talk.filter(pl.col(column).str.contains(script))
        found += [
            of_script.with_columns(kind=pl.lit(kind), words=pl.col(column).str.extract(expression, 1)).drop_nulls(
                "words"
            )
            for kind, expression in by_kind.items()
        ]
    return pl.concat(found).unique(["message_id", "kind", column], keep="first", maintain_order=True)


def _spoken(case: ResolvedCase, talk: pl.DataFrame) -> pl.DataFrame:
    """Signs told of people by name; to call somebody by name and speak to him is no telling of him."""
    people = named_people(case, talk).filter(pl.col("named") != pl.col("speaker"))
    return _cued(people, "after", "spoken").with_columns(entity_id=pl.col("named"))


def _heard(case: ResolvedCase, told: pl.DataFrame) -> pl.DataFrame:
    """What is said to people: to the one addressed by name, else to the other of two, else to the room."""
    sides = entity_talk(case).group_by("thread_id").agg(sides=pl.col("entity_id").unique().sort())
    called = (
        named_people(case, told.select(pl.exclude("kind", "words")).unique("message_id", maintain_order=True))
        .filter((pl.col("manner") == "address") & (pl.col("named") != pl.col("speaker")))
        .group_by("message_id")
        .agg(called=pl.col("named").min(), bearers=pl.col("named").n_unique())
        .filter(pl.col("bearers") == 1)
        .select("message_id", "called")
    )
    first, last = pl.col("sides").list.first(), pl.col("sides").list.last()
    other = pl.when(first == pl.col("speaker")).then(last).otherwise(first)
    return (
        told.join(sides, on="thread_id", how="left")
        .join(called, on="message_id", how="left")
        .with_columns(
            entity_id=pl.coalesce("called", pl.when(pl.col("sides").list.len() == 2).then(other)),
        )
        .with_columns(
            basis=pl.when(pl.col("entity_id").is_null()).then(pl.lit("said_in_room")).otherwise(pl.lit("told"))
        )
    )


def _rows(found: pl.DataFrame) -> pl.DataFrame:
    said = sign_kinds()
    unique = found.unique(["message_id", "kind", "entity_id"], keep="first", maintain_order=True)
    ids = [
        content_hash(kind, message, entity or "")
        for kind, message, entity in unique.select("kind", "message_id", "entity_id").iter_rows()
    ]
    return COERCION_SIGN.conform(
        unique.with_columns(
            sign_id=pl.Series(ids, dtype=pl.String),
            sentence_en=pl.col("kind").replace_strict(
                {kind: _EN.format(text["en"]) for kind, text in said.items()}, return_dtype=pl.String
            ),
            sentence_zh=pl.col("kind").replace_strict(
                {kind: _ZH.format(text["zh"]) for kind, text in said.items()}, return_dtype=pl.String
            ),
            seen_at="sent_at",
        )
    ).sort(COERCION_SIGN.key)
