"""What marks the people of a gang beside who talks with whom: names, rooms, words of titles, what they work with."""

import re
from collections import defaultdict

import polars as pl

from resolvers.contract import ResolvedCase
from resolvers.names.alias_form import alias_forms
from resolvers.splinters import Marks

# A word of one title alone tells no more than the room.
_FEWEST_ROOMS = 2

# What two people write may be a payment of one to the other; what more write is a tool of them all.
_FEWEST_WRITERS = 4


def gang_marks(case: ResolvedCase, rooms: pl.DataFrame, written: pl.DataFrame) -> Marks:
    """Marks of entities, by kind.

    Args:
        case: The case after linking.
        rooms: Talk in closed rooms.
        written: As resolvers.infrastructure.written_infrastructure gives it.

    Returns:
        `name`: forms of all names somebody bears; `title`: words that stand in several titles, his rooms' among them;
        `room`: his group rooms; `infrastructure`: wallets, sites, invite codes, apps and scripts that he writes.
    """
    return {
        "name": _names(case),
        "title": _title_words(case, rooms),
        "room": _group_rooms(rooms),
        "infrastructure": _tools(written),
    }


def _group_rooms(rooms: pl.DataFrame) -> dict[str, list[str]]:
    groups = rooms.filter(pl.len().over("thread_id") > 2)
    return dict(groups.group_by("entity_id").agg(pl.col("thread_id").unique().sort()).sort("entity_id").iter_rows())


def _tools(written: pl.DataFrame) -> dict[str, list[str]]:
    named = written.with_columns(value=pl.coalesce("same_as", "value"))
    common = named.filter(pl.col("entity_id").n_unique().over("kind", "value") >= _FEWEST_WRITERS)
    marks = common.select("entity_id", mark=pl.format("{}:{}", "kind", "value"))
    return dict(marks.group_by("entity_id").agg(pl.col("mark").unique().sort()).sort("entity_id").iter_rows())


def _names(case: ResolvedCase) -> dict[str, list[str]]:
    names = case.frames.names.select("reference", form=alias_forms(case.frames.names["name"]))
    borne = names.join(case.members.select("reference", "entity_id"), on="reference")
    return dict(borne.group_by("entity_id").agg(pl.col("form").unique().sort()).sort("entity_id").iter_rows())


def _title_words(case: ResolvedCase, rooms: pl.DataFrame) -> dict[str, list[str]]:
    titles = case.threads.filter(pl.col("kind") == "group").drop_nulls("title").unique("thread_id", keep="first")
    rooms_of_word: defaultdict[str, set[str]] = defaultdict(set)
    for thread, title in titles.select("thread_id", "title").iter_rows():
        for word in words_of_title(title):
            rooms_of_word[word].add(thread)
    marked = [
        (thread, word)
        for word, found in sorted(rooms_of_word.items())
        if len(found) >= _FEWEST_ROOMS
        for thread in sorted(found)
    ]
    marks = pl.DataFrame(marked, schema={"thread_id": pl.String(), "word": pl.String()}, orient="row")
    borne = rooms.select("thread_id", "entity_id").join(marks, on="thread_id")
    return dict(borne.group_by("entity_id").agg(pl.col("word").unique().sort()).sort("entity_id").iter_rows())


def words_of_title(title: str) -> list[str]:
    """Words that may name a gang in the title of its rooms: pairs of Chinese characters, words of four letters."""
    words = [run[at : at + 2] for run in re.findall(r"[\u4e00-\u9fff]+", title) for at in range(len(run) - 1)]
    return words + re.findall(r"[^\W\d_\u4e00-\u9fff]{4,}", title.lower())
