"""Mentions with the entity that the name means, and the words before and after it."""

import polars as pl

from resolvers.actors import closed_rooms, entity_talk
from resolvers.contract import ResolvedCase
from resolvers.names.alias_form import alias_forms
from resolvers.once_per_case import once_per_case
from resolvers.told.cues import simplifying

# What is told of somebody stands near his name.
_WINDOW = 48
# Longer messages are pasted scripts, articles and files; rosters are shorter.
_LONGEST_MESSAGE = 1_000
# One of three bearers is a guess; one of more is nobody.
_LEAST_SURE = 0.33


@once_per_case
def own_talk(case: ResolvedCase) -> pl.DataFrame:
    """What people wrote themselves.

    Returns:
        **Columns** message_id, thread_id, turn, sender, speaker (entity), text (simplified, lower case), sent_at,
        exhibit_id, locator; sorted by thread and turn.
    """
    entity = case.members.select(sender="reference", speaker="entity_id")
    return (
        case.frames.utterances.filter(
            pl.col("kind").is_in(["text", "action", "media"])
            & pl.col("forwarded_from").is_null()
            & (pl.col("text").str.len_chars() <= _LONGEST_MESSAGE)
        )
        .join(entity, on="sender")
        .with_columns(simplified(pl.col("text").str.to_lowercase()))
        .select("message_id", "thread_id", "turn", "sender", "speaker", "text", "sent_at", "exhibit_id", "locator")
        .sort("thread_id", "turn", "message_id")
    )


def simplified(text: pl.Expr) -> pl.Expr:
    """Text with the characters of the cues in their simplified form; no place in it moves."""
    old, new = simplifying()
    return text.str.replace_many(old, new)


def named_people(case: ResolvedCase, talk: pl.DataFrame) -> pl.DataFrame:
    """Mentions in talk that mean an entity.

    Args:
        case: The case after linking.
        talk: As own_talk gives it.

    Returns:
        **Columns** those of talk, start_offset, end_offset, manner, named (entity), sureness (0 to 1), before, after
        (up to 48 characters; before of the whole message); sorted by message and place. A name of several bearers
        means the one in the thread, else the one who shares most closed rooms with the speaker, with a sureness of
        one over the number of bearers; of more than three nobody.
    """
    said = (
        case.frames.mentions.filter(pl.col("manner") != "quote")
        .select("message_id", "start_offset", "end_offset", "alias_form", "manner")
        .join(talk, on="message_id")
    )
    return (
        _meant(case, said)
        .with_columns(
            before=pl.col("text").str.slice(0, pl.col("start_offset")),
            after=pl.col("text").str.slice(pl.col("end_offset"), _WINDOW),
        )
        .sort("message_id", "start_offset")
    )


def _meant(case: ResolvedCase, said: pl.DataFrame) -> pl.DataFrame:
    """Those of `said` with the entity of each name."""
    names = case.frames.names
    bearers = (
        names.select("reference", alias_form=alias_forms(names["name"]))
        .join(case.members.select("reference", "entity_id"), on="reference")
        .join(said.select("alias_form").unique(), on="alias_form", how="semi")
        .group_by("alias_form", "entity_id")
        .agg(rank=pl.len())
    )
    talk = entity_talk(case)
    spoken = (
        case.frames.references.filter(pl.col("kind") == "called")
        .drop_nulls("thread_id")
        .join(case.members.select("reference", "entity_id"), on="reference")
        .select("thread_id", "entity_id")
    )
    present = pl.concat([talk.select("thread_id", "entity_id"), spoken]).unique()
    rooms = closed_rooms(case, talk).select("thread_id", "entity_id")
    speakers = said.select("alias_form", "speaker").unique()
    known = (
        speakers.join(bearers.drop("rank"), on="alias_form")
        .join(rooms.rename({"entity_id": "speaker"}), on="speaker")
        .join(rooms, on=["thread_id", "entity_id"], how="semi")
        .group_by("alias_form", "speaker", "entity_id")
        .agg(rank=pl.len())
    )
    found = said
    for name, key, told in (
        ("in_thread", ["alias_form", "thread_id"], bearers.join(present, on="entity_id")),
        ("near", ["alias_form", "speaker"], known),
        ("in_case", ["alias_form"], bearers),
    ):
        found = found.join(_likeliest(told, key, name), on=key, how="left")
    ways = ("in_thread", "near", "in_case")
    return (
        found.with_columns(
            named=pl.coalesce(ways), sureness=pl.coalesce(*(f"{way}_sureness" for way in ways)).fill_null(0.0)
        )
        .drop(*ways, *(f"{way}_sureness" for way in ways))
        .filter(pl.col("named").is_not_null() & (pl.col("sureness") >= _LEAST_SURE))
    )


def _likeliest(bearers: pl.DataFrame, key: list[str], name: str) -> pl.DataFrame:
    """The bearer of each key, the one with the highest rank where there are several."""
    best = bearers.sort(*key, "rank", "entity_id", descending=[*(False for _ in key), True, False])
    return best.group_by(key, maintain_order=True).agg(
        pl.col("entity_id").first().alias(name),
        (1 / pl.col("entity_id").n_unique()).alias(f"{name}_sureness"),
    )
