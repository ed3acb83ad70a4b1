"""Who is in no room of a gang, and where he talks: only such people can be those whom a gang works on.

A room where people are worked on (an investment class, a group of tasks) is no gang's own room, though members of the
gang run it and praise there.
"""

import polars as pl

from resolvers.actors import CLOSED_ROOM_WRITERS, entity_talk
from resolvers.clients.subjects import subject_talk
from resolvers.contract import ResolvedCase
from resolvers.once_per_case import once_per_case

# A room of those who are worked on: so many of its messages are on what they and their callers speak of, and so many
# times as many as on work.
_LURING_SHARE = 0.15
_LURING_TO_WORK = 5.0
_FEWEST_LURING = 6


@once_per_case
def lure_rooms(case: ResolvedCase) -> pl.DataFrame:
    """thread_id of groups in which people are worked on, by what is spoken of there."""
    counted = (
        subject_talk(case, _groups(case)["thread_id"])
        .group_by("thread_id")
        .agg(pl.col("messages", "work").sum(), luring=(pl.col("client") + pl.col("caller")).sum())
    )
    return (
        counted.filter(
            (pl.col("luring") >= _FEWEST_LURING)
            & (pl.col("luring") >= _LURING_SHARE * pl.col("messages"))
            & (pl.col("luring") >= _LURING_TO_WORK * pl.col("work"))
        )
        .select("thread_id")
        .sort("thread_id")
    )


@once_per_case
def places_outside_gangs(case: ResolvedCase) -> pl.DataFrame:
    """Where people talk who are in no group of a gang.

    Returns:
        **Columns** thread_id, entity_id (key), is_lure_room: else a conversation of two; sorted.
    """
    talk = entity_talk(case).select("thread_id", "entity_id")
    lures = lure_rooms(case).with_columns(is_lure_room=True)
    groups = _groups(case)
    own_rooms = groups.join(lures, on="thread_id", how="anti")
    in_case = case.members.select("reference", "entity_id")
    added = case.frames.memberships.filter(pl.col("event").is_in(["create", "own", "invite", "join"])).drop_nulls(
        "reference"
    )
    inside = pl.concat(
        [
            talk.join(own_rooms, on="thread_id", how="semi"),
            added.join(own_rooms, on="thread_id", how="semi").join(in_case, on="reference").select(talk.columns),
        ]
    ).unique()
    alone_with = talk.filter(pl.len().over("thread_id") == 2).join(groups, on="thread_id", how="anti")
    housed = inside.join(_rooms_of_their_own(inside, alone_with), on=["thread_id", "entity_id"], how="anti")
    return (
        pl.concat([alone_with.with_columns(is_lure_room=False), talk.join(lures, on="thread_id")])
        .join(housed, on="entity_id", how="anti")
        .sort("thread_id", "entity_id")
    )


def _rooms_of_their_own(inside: pl.DataFrame, alone_with: pl.DataFrame) -> pl.DataFrame:
    """Rooms of people's own life: nobody there is near those of a gang's rooms with whom they talk alone.

    Args:
        inside: thread_id, entity_id: who is in which group that is no lure room.
        alone_with: thread_id, entity_id of conversations of two.

    Returns:
        **Columns** thread_id, entity_id: the room is no gang's to him.
    """
    callers = (
        alone_with.join(alone_with.rename({"entity_id": "caller_id"}), on="thread_id")
        .filter(pl.col("entity_id") != pl.col("caller_id"))
        .join(inside, left_on="caller_id", right_on="entity_id", how="semi")
        .select("entity_id", "caller_id")
        .unique()
        .join(inside.select("entity_id").unique(), on="entity_id", how="semi")
    )
    together = pl.concat([inside, alone_with])
    near = (
        together.join(callers.select(entity_id="caller_id").unique(), on="entity_id", how="semi")
        .rename({"entity_id": "caller_id"})
        .join(together.rename({"entity_id": "near_id"}), on="thread_id")
        .select("caller_id", "near_id")
        .unique()
    )
    theirs = inside.join(callers, on="entity_id")
    linked = (
        theirs.join(inside.rename({"entity_id": "near_id"}), on="thread_id")
        .filter(pl.col("near_id") != pl.col("entity_id"))
        .join(near, on=["caller_id", "near_id"], how="semi")
    )
    key = ["thread_id", "entity_id"]
    return theirs.select(key).unique().join(linked, on=key, how="anti")


def _groups(case: ResolvedCase) -> pl.DataFrame:
    """thread_id of groups that are no public places."""
    size = entity_talk(case).group_by("thread_id").agg(writers=pl.len())
    kinds = case.threads.select("thread_id", "kind").unique("thread_id", keep="first", maintain_order=True)
    return (
        size.join(kinds, on="thread_id", how="left")
        .filter(
            ((pl.col("writers") > 2) | (pl.col("kind") == "group").fill_null(value=False))
            & (pl.col("kind") != "channel").fill_null(value=True)
            & (pl.col("writers") <= CLOSED_ROOM_WRITERS)
        )
        .select("thread_id")
        .sort("thread_id")
    )
