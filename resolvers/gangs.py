"""Gangs: communities of entities that work together, found from closed rooms, talk, lists, acts and what is told.

A part becomes a gang only with evidence of joint work in closed rooms, so a public channel of strangers is none.
Everybody in a part is a member; who works inside another gang as well is a member of both
(resolvers.shared_members), and a service for several gangs shows as ties.
"""

import polars as pl

from resolvers.actors import (
    CLOSED_ROOM_WRITERS,
    closed_rooms,
    entity_acts,
    entity_statements,
    entity_talk,
    listed_superiors,
)
from resolvers.closeness import entity_ties, told_in_private
from resolvers.communities import communities
from resolvers.contract import ResolvedCase
from resolvers.gang_marks import gang_marks
from resolvers.gang_rooms import main_members, member_rooms
from resolvers.gang_ties import gang_ties
from resolvers.idle_company import is_joint_work, without_idle_company
from resolvers.infrastructure import gang_infrastructure, written_infrastructure
from resolvers.judged import judged_edges
from resolvers.levels import joined_levels
from resolvers.outsiders import with_outsiders
from resolvers.protection import protected, without_gang
from resolvers.shared_members import main_where_most_lies, shared_members
from resolvers.silent_networks import silent_members, with_contact_times
from warehouse.schema.frames import GANG, GANG_MEMBER
from warehouse.schema.ids import content_hash

# Joint work that makes a community a gang: so many acts by so many people, or one command statement or list.
_FEWEST_ACTS = 3
_FEWEST_ACTORS = 2


def gangs(case: ResolvedCase, case_id: str) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Find the gangs of a case.

    Args:
        case: The case after linking.
        case_id: Case; ids of gangs of two cases never meet.

    Returns:
        GANG, GANG_MEMBER (leadership_rank still null) and GANG_TIE, each sorted. Near linear in talk;
        rooms of more than 60 writers make no ties.
    """
    talk = entity_talk(case)
    rooms = closed_rooms(case, talk)
    acts, said = _in_private(case, talk)
    written = written_infrastructure(case)
    ties = entity_ties(case, rooms, acts, said)
    safe = without_gang(case)
    ties = _without(ties, safe, "entity_l", "entity_r")
    # Whom no gang is said to have stands between no two levels of one either.
    among = _without(acts, safe, "actor_entity", "target_entity")
    told = _without(told_in_private(case), safe, "superior_id", "subordinate_id")
    parts = joined_levels(communities(ties, gang_marks(case, rooms, written)), rooms, among, told)
    member_rows = [
        ("G-" + content_hash(case_id, min(part), length=8).upper(), entity) for part in parts for entity in part
    ]
    schema = {"gang_id": pl.String(), "entity_id": pl.String()}
    members = _with_joint_work(case, pl.DataFrame(member_rows, schema=schema, orient="row"), acts, said)
    members = without_idle_company(with_outsiders(members, ties, among), rooms, acts, _named(case, said, told))
    members = _with_judged(members, case, protected(case).select("entity_id"))
    known = pl.concat([talk.select("entity_id"), safe, members.select("entity_id")]).unique()
    members = pl.concat([members, silent_members(case, case_id, known)]).sort("gang_id", "entity_id")
    further = shared_members(case, members, rooms, acts, said)
    every = [members.with_columns(is_main=pl.lit(value=True)), further.with_columns(is_main=pl.lit(value=False))]
    described = main_where_most_lies(with_contact_times(case, _described_members(pl.concat(every), talk, rooms)))
    return (
        _described_gangs(case, described, rooms, ties),
        described,
        gang_ties(case, described, ties, gang_infrastructure(case, written, described)),
    )


def _without(rows: pl.DataFrame, people: pl.DataFrame, *ends: str) -> pl.DataFrame:
    """Rows that none of these people is an end of."""
    for end in ends:
        rows = rows.join(people, left_on=end, right_on="entity_id", how="anti", maintain_order="left")
    return rows


def _in_private(case: ResolvedCase, talk: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Acts, and statements of superiors, outside public places: there, anybody tells anybody what to do."""
    crowded = talk.group_by("thread_id").len().filter(pl.col("len") > CLOSED_ROOM_WRITERS).select("thread_id")
    channels = case.threads.filter(pl.col("kind") == "channel").select("thread_id")
    public = pl.concat([crowded, channels]).unique()
    said = entity_statements(case).filter(
        (pl.col("kind") == "superior") & ~pl.col("is_negated") & ~pl.col("is_doubtful")
    )
    return entity_acts(case).join(public, on="thread_id", how="anti"), said.join(public, on="thread_id", how="anti")


def _named(case: ResolvedCase, said: pl.DataFrame, told: pl.DataFrame) -> pl.DataFrame:
    """entity_id of those whom a list, a statement or somebody's word places."""
    listed = case.frames.listed.join(case.members, on="reference").select("entity_id")
    stated = [said.select(entity_id=end) for end in ("subject_entity", "object_entity")]
    heard = [told.select(entity_id=end) for end in ("superior_id", "subordinate_id")]
    return pl.concat([listed, *stated, *heard]).drop_nulls().unique()


def _with_joint_work(case: ResolvedCase, members: pl.DataFrame, acts: pl.DataFrame, said: pl.DataFrame) -> pl.DataFrame:
    """Only communities that show joint work: acts of several members, a stated superior, a list of them."""
    working = (
        acts.filter(is_joint_work())
        .join(members, left_on="actor_entity", right_on="entity_id")
        .group_by("gang_id")
        .agg(act_count=pl.len(), actor_count=pl.col("actor_entity").n_unique(), kind_count=pl.col("kind").n_unique())
        .filter(
            (pl.col("act_count") >= _FEWEST_ACTS)
            & (pl.col("actor_count") >= _FEWEST_ACTORS)
            & (pl.col("kind_count") >= 2)
        )
        .select("gang_id")
    )
    commanded = said.join(members, left_on="subject_entity", right_on="entity_id").select("gang_id")
    listed = listed_superiors(case).join(members, left_on="superior_id", right_on="entity_id").select("gang_id")
    return members.join(pl.concat([working, commanded, listed]).unique(), on="gang_id", how="semi").sort(
        "gang_id", "entity_id"
    )


def _with_judged(members: pl.DataFrame, case: ResolvedCase, safe: pl.DataFrame) -> pl.DataFrame:
    """The members, and whom a person placed above or below one of them and no gang has."""
    edges = judged_edges(case).filter(pl.col("judgement") == "positive")
    beside = pl.concat(
        [
            edges.select(inside=end, entity_id=other)
            for end, other in (("superior_id", "subordinate_id"), ("subordinate_id", "superior_id"))
        ]
    )
    placed = (
        beside.join(members.rename({"entity_id": "inside"}), on="inside")
        .join(members, on="entity_id", how="anti")
        .join(safe, on="entity_id", how="anti")
        .sort("entity_id", "gang_id")
        .unique("entity_id", keep="first", maintain_order=True)
    )
    return pl.concat([members, placed.select("gang_id", "entity_id")]).sort("gang_id", "entity_id")


def _described_members(members: pl.DataFrame, talk: pl.DataFrame, rooms: pl.DataFrame) -> pl.DataFrame:
    """GANG_MEMBER: the share and the time of an entity's talk in the rooms where its gang is among itself."""
    total = talk.group_by("entity_id").agg(total=pl.col("message_count").sum())
    inside = (
        member_rooms(members, rooms)
        .join(talk, on=["thread_id", "entity_id"])
        .group_by("gang_id", "entity_id")
        .agg(pl.col("message_count").sum(), pl.col("from_at").min(), pl.col("until_at").max())
    )
    described = (
        members.join(inside, on=["gang_id", "entity_id"], how="left")
        .join(total, on="entity_id", how="left")
        # Who never wrote is known to the case through his gang alone.
        .with_columns(
            share=pl.when(pl.col("total").is_null())
            .then(1.0)
            .otherwise(pl.col("message_count").fill_null(0) / pl.col("total"))
        )
    )
    return GANG_MEMBER.conform(described).sort(GANG_MEMBER.key)


def _described_gangs(
    case: ResolvedCase, members: pl.DataFrame, rooms: pl.DataFrame, ties: pl.DataFrame
) -> pl.DataFrame:
    """GANG: label, size and time; a gang is called by those whose main gang it is."""
    main = main_members(members)
    titles = case.threads.filter((pl.col("kind") == "group") & (pl.col("title").fill_null("") != ""))
    biggest = (
        rooms.join(main, on="entity_id")
        .join(
            titles.select("thread_id", "title").unique("thread_id", keep="first", maintain_order=True), on="thread_id"
        )
        .group_by("gang_id", "thread_id", "title")
        .agg(pl.col("message_count").sum())
        .sort("gang_id", "message_count", "thread_id", descending=[False, True, False])
        .unique("gang_id", keep="first", maintain_order=True)
        .select("gang_id", "title")
    )
    sides = pl.concat([ties.select("weight", entity_id="entity_l"), ties.select("weight", entity_id="entity_r")])
    names = (
        case.frames.names.join(case.members.select("reference", "entity_id"), on="reference")
        .group_by("entity_id", "name")
        .agg(pl.col("observation_count").sum())
        .sort("entity_id", "observation_count", "name", descending=[False, True, False])
        .unique("entity_id", keep="first", maintain_order=True)
    )
    central = (
        main.join(sides.group_by("entity_id").agg(pl.col("weight").sum().round(6)), on="entity_id", how="left")
        .join(names.select("entity_id", "name"), on="entity_id", how="left")
        .sort("gang_id", "weight", "entity_id", descending=[False, True, False], nulls_last=True)
        .unique("gang_id", keep="first", maintain_order=True)
        .select("gang_id", "name")
    )
    counted = members.group_by("gang_id").agg(
        member_count=pl.len(), first_seen=pl.col("from_at").min(), last_seen=pl.col("until_at").max()
    )
    labelled = counted.join(biggest, on="gang_id", how="left").join(central, on="gang_id", how="left")
    return GANG.conform(labelled.with_columns(label=pl.coalesce("title", "name", "gang_id"))).sort(GANG.key)
