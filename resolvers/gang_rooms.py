"""Where somebody of several gangs works for which: room by room, by the company he has there.

Whatever lies in a room counts for one gang alone, so that no order, role or wallet of his is counted twice.
"""

import polars as pl

from resolvers.actors import closed_rooms, entity_talk
from resolvers.contract import ResolvedCase

_PLACE = ["exhibit_id", "locator"]


def member_rooms(members: pl.DataFrame, rooms: pl.DataFrame) -> pl.DataFrame:
    """The rooms in which a member talks among others of his gang.

    Args:
        members: gang_id, entity_id, is_main.
        rooms: Talk in closed rooms: thread_id, entity_id.

    Returns:
        **Columns** thread_id, entity_id (key), gang_id: of somebody's several gangs the one that has most people
        there, his main one where they have as many; sorted. Linear in the talk.
    """
    present = rooms.select("thread_id", "entity_id").join(
        members.select("gang_id", "entity_id", "is_main"), on="entity_id"
    )
    return (
        present.with_columns(company=pl.len().over("thread_id", "gang_id"))
        .filter(pl.col("company") >= 2)
        .sort("thread_id", "entity_id", "company", "is_main", "gang_id", descending=[False, False, True, True, False])
        .unique(["thread_id", "entity_id"], keep="first", maintain_order=True)
        .select("thread_id", "entity_id", "gang_id")
    )


def main_members(members: pl.DataFrame) -> pl.DataFrame:
    """gang_id, entity_id of the main memberships: everybody once."""
    return members.filter("is_main").select("gang_id", "entity_id")


def in_several(members: pl.DataFrame) -> pl.DataFrame:
    """gang_id, entity_id, is_main of those who are in several gangs."""
    return members.select("gang_id", "entity_id", "is_main").filter(pl.len().over("entity_id") > 1)


def gang_of_rows(case: ResolvedCase, rows: pl.DataFrame, members: pl.DataFrame) -> pl.DataFrame:
    """Rows with the gang they count for.

    Args:
        case: The case after linking.
        rows: Columns entity_id, exhibit_id, locator and others.
        members: gang_id, entity_id, is_main.

    Returns:
        **Columns** those of `rows` and gang_id: where the message was written, of those who are in several gangs; the
        main gang for whatever stands in none of their rooms, and null for who is in no gang.
    """
    several = in_several(members)
    main = main_members(members).rename({"gang_id": "main_gang"})
    placed = rows.join(main, on="entity_id", how="left", maintain_order="left")
    if several.is_empty():
        return placed.rename({"main_gang": "gang_id"})
    room = member_rooms(members, closed_rooms(case, entity_talk(case))).join(several, on="entity_id", how="semi")
    threads = _threads_of_places(case, rows.join(several, on="entity_id", how="semi"))
    return (
        placed.join(threads, on=_PLACE, how="left", maintain_order="left")
        .join(room, on=["thread_id", "entity_id"], how="left", maintain_order="left")
        .with_columns(gang_id=pl.coalesce("gang_id", "main_gang"))
        .drop("thread_id", "main_gang")
    )


def _threads_of_places(case: ResolvedCase, rows: pl.DataFrame) -> pl.DataFrame:
    """exhibit_id, locator (key), thread_id of the messages that stand at the places of rows."""
    return (
        case.frames.utterances.select(*_PLACE, "thread_id")
        .join(rows.select(_PLACE).unique(), on=_PLACE, how="semi")
        .group_by(_PLACE)
        .agg(pl.col("thread_id").min())
    )


def pair_gangs(case: ResolvedCase, evidence: pl.DataFrame, members: pl.DataFrame) -> pl.DataFrame:
    """The gang in which two people stand to each other.

    Args:
        case: The case after linking.
        evidence: superior_id, subordinate_id, weight, exhibit_id, locator; a pair without any may have nulls there.
        members: gang_id, entity_id, is_main.

    Returns:
        **Columns** superior_id, subordinate_id (key), gang_id: of gangs that both are in the one where most of the
        evidence between them lies, both ways taken together; else the main gang of one of them. Pairs that share no
        gang are missing. Sorted.
    """
    gang = members.select("gang_id", "entity_id")
    ends = ["superior_id", "subordinate_id"]
    pairs = (
        evidence.select(ends)
        .unique()
        .join(gang.rename({"entity_id": "superior_id"}), on="superior_id")
        .join(gang.rename({"entity_id": "subordinate_id"}), on=["gang_id", "subordinate_id"])
        .sort(*ends, "gang_id")
    )
    unsure = pairs.filter(pl.len().over(ends) > 1)
    if unsure.is_empty():
        return pairs.select(*ends, "gang_id")
    either = [pl.min_horizontal(ends).alias("low"), pl.max_horizontal(ends).alias("high")]
    told = evidence.join(unsure.select(ends).unique(), on=ends, how="semi").with_columns(either)
    weighed = (
        gang_of_rows(case, told.select("low", "high", "weight", *_PLACE, entity_id="superior_id"), members)
        .group_by("low", "high", "gang_id")
        .agg(bits=pl.col("weight").abs().sum().round(6))
    )
    of_either = (
        unsure.with_columns(either)
        .join(weighed, on=["low", "high", "gang_id"], how="left")
        .join(
            main_members(members).rename({"entity_id": "low"}).with_columns(is_main=True),
            on=["low", "gang_id"],
            how="left",
        )
        .sort(
            "low", "high", "bits", "is_main", "gang_id", descending=[False, False, True, True, False], nulls_last=True
        )
        .unique(["low", "high"], keep="first", maintain_order=True)
        .select("low", "high", "gang_id")
    )
    chosen = unsure.with_columns(either).join(of_either, on=["low", "high", "gang_id"], how="semi")
    sure = pairs.join(unsure, on=ends, how="anti")
    return pl.concat([sure.select(*ends, "gang_id"), chosen.select(*ends, "gang_id")]).sort(ends)
