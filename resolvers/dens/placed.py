"""Who is told to be where: places people say they sit in, others put them in, their rooms are named for."""

import polars as pl

from resolvers.actors import closed_rooms, entity_talk
from resolvers.contract import ResolvedCase
from resolvers.dens.cues import PlaceLanguage, place_languages, written
from resolvers.names.alias_form import alias_forms
from resolvers.told.cues import simplifying
from resolvers.told.named import named_people, own_talk

# Longer messages are pasted adverts and news.
_LONGEST_MESSAGE = 200
_SCHEMA = {
    **dict.fromkeys(("entity_id", "place", "kind", "way", "speaker", "words", "exhibit_id", "locator"), pl.String()),
    "is_counted": pl.Boolean(),
    "sureness": pl.Float64(),
    "seen_at": pl.Datetime("us"),
}


def placed_people(case: ResolvedCase) -> pl.DataFrame:
    """Every telling of where a person sits.

    Args:
        case: The case after linking.

    Returns:
        **Columns** entity_id (who sits there), place (in one form), kind (park, house, warehouse, building or
        office), is_counted (only a number tells it apart), way (self, spoken, before or title), speaker (entity; of a
        title null), words, sureness (that a name means this entity, 0 to 1), seen_at, exhibit_id, locator; unique,
        sorted. Linear in the text; only messages with a trigger word are looked at closely.
    """
    old, new = simplifying(written())
    triggers = sorted({word for item in place_languages() for word in item.triggers})
    talk = (
        own_talk(case)
        .filter(pl.col("text").str.len_chars() <= _LONGEST_MESSAGE)
        .with_columns(pl.col("text").str.replace_many(old, new))
        .filter(pl.col("text").str.contains_any(triggers))
    )
    people = named_people(case, talk)
    rooms = _titled_rooms(case)
    found = []
    for language in place_languages():
        rows = (
            ("self", "text", talk.with_columns(entity_id=pl.col("speaker"), sureness=pl.lit(1.0))),
            ("spoken", "after", people.with_columns(entity_id=pl.col("named"))),
            ("before", "before", people.with_columns(entity_id=pl.col("named"))),
            ("title", "title", rooms),
        )
        for way, column, windows in rows:
            found.append(_ties(windows, language, way, column))
    ties = pl.concat(found)
    return ties.with_columns(place=alias_forms(ties["place"])).unique().sort(list(_SCHEMA), nulls_last=True)


def _titled_rooms(case: ResolvedCase) -> pl.DataFrame:
    """Who writes in which closed group, with its title and an example of his own in it."""
    old, new = simplifying(written())
    titles = (
        case.threads.filter(pl.col("kind") == "group")
        .drop_nulls("title")
        .select("thread_id", title=pl.col("title").str.to_lowercase().str.replace_many(old, new))
        .unique("thread_id", keep="first", maintain_order=True)
    )
    first = (
        own_talk(case)
        .sort("thread_id", "turn", "message_id")
        .group_by("thread_id", "speaker", maintain_order=True)
        .agg(pl.col("exhibit_id", "locator").first())
    )
    return (
        closed_rooms(case, entity_talk(case))
        .filter(pl.len().over("thread_id") > 2)
        .join(titles, on="thread_id")
        .join(first.rename({"speaker": "entity_id"}), on=["thread_id", "entity_id"])
        .with_columns(speaker=pl.lit(None, dtype=pl.String), sureness=pl.lit(1.0), sent_at="from_at")
    )


def _ties(windows: pl.DataFrame, language: PlaceLanguage, way: str, column: str) -> pl.DataFrame:
    """Windows that hold a tie; the first shape that fits a window is the place."""
    near = windows.filter(pl.col(column).str.contains(language.script))
    cues = [cue for cue in language.cues if cue.way == way]
    if not cues or near.is_empty():
        return pl.DataFrame(schema=_SCHEMA)
    places = []
    for cue in cues:
        place = pl.col(column).str.extract(cue.expression, 1)
        # Words that no name holds stand in counted places: 'office 3'.
        fits = place.is_not_null() if cue.is_counted else _may_be_place(place, language)
        told = pl.struct(place=_in_one_form(place, language), kind=pl.lit(cue.kind), is_counted=pl.lit(cue.is_counted))
        places.append(pl.when(fits).then(told))
    return (
        near.with_columns(found=pl.coalesce(places))
        .filter(pl.col("found").is_not_null())
        .unnest("found")
        .with_columns(way=pl.lit(way), words=pl.col(column).str.slice(0, 60), seen_at="sent_at")
        .select(pl.col(name).cast(kind) for name, kind in _SCHEMA.items())
    )


def _may_be_place(place: pl.Expr, language: PlaceLanguage) -> pl.Expr:
    if not language.is_spaced:
        return place.is_not_null() & ~place.str.contains_any(list(language.never))
    return place.is_not_null() & (
        place.str.split(" ").list.set_intersection(pl.lit(list(language.never))).list.len() == 0
    )


def _in_one_form(place: pl.Expr, language: PlaceLanguage) -> pl.Expr:
    for old, new in language.same:
        place = place.str.replace(old, new)
    return place.str.strip_chars()
