"""Idle company: people who share with a gang only a room in which nobody works: a sports team, neighbours, a family.

One member of the gang sits there, and talk is talk, so communities take the others in; his phone has his talk with each
of them, too. Whoever works with somebody, sits in a room or talks alone with a member where work is done or spoken of,
or is told or listed to be of them stays, and whoever sits in a room with these for the most part; of others nothing but
company speaks, and they are left out.
"""

import polars as pl

from resolvers.acts.composed import TASK, WORK, is_everyday

# Friends and neighbours ask each other's leave, are ill, and call meetings as well.
ANYBODYS = ("approve", "ask_approval", "ask_leave", "rota")
# A room is one of work from so many acts, or pieces of any work, on; a conversation of two from one.
_FEWEST_ACTS = 2
_TALK_OF_TWO = 2
# Who sits where so large a share of the others are surely of the gang is among them: a boss who says little.
_MOST_OF_THEM = 0.5
_FEWEST_OF_THEM = 2


def is_joint_work() -> pl.Expr:
    """Whether an act, by its columns kind and cue, is work of a gang and not anybody's, nor only likely an act."""
    is_likely = pl.col("cue").str.starts_with("likely ").fill_null(value=False)
    return ~is_everyday() & ~pl.col("kind").is_in(ANYBODYS) & ~is_likely


def without_idle_company(
    members: pl.DataFrame, rooms: pl.DataFrame, acts: pl.DataFrame, named: pl.DataFrame
) -> pl.DataFrame:
    """The members of whom more speaks than a room where nobody works.

    Args:
        members: gang_id, entity_id.
        rooms: thread_id, entity_id of closed rooms, conversations of two too.
        acts: Acts in private, with thread_id, actor_entity, target_entity, kind, cue.
        named: entity_id of those whom a list or somebody's word places.

    Returns:
        **Columns** gang_id, entity_id; sorted.
    """
    work = acts.filter(is_joint_work())
    is_of_work = is_joint_work() | pl.col("kind").str.contains(f"^(?:{TASK}|{WORK})")
    spoken = acts.filter(is_of_work).group_by("thread_id").agg(acts=pl.len())
    size = rooms.group_by("thread_id").agg(size=pl.col("entity_id").n_unique())
    at_work = spoken.join(size, on="thread_id").filter(
        (pl.col("acts") >= _FEWEST_ACTS) | (pl.col("size") == _TALK_OF_TWO)
    )
    inside = (
        rooms.select("thread_id", "entity_id")
        .unique()
        .join(members, on="entity_id")
        .join(at_work, on="thread_id", how="semi")
    )
    acted = pl.concat([work.select(entity_id=end) for end in ("actor_entity", "target_entity")]).drop_nulls()
    silent = members.join(rooms, on="entity_id", how="anti").select("entity_id")
    kept = pl.concat(
        [
            inside.select("entity_id"),
            acted,
            silent,
            named.select("entity_id"),
        ]
    ).unique()
    sure = members.join(kept, on="entity_id", how="semi")
    return pl.concat([sure, _among_them(members, sure, rooms)]).sort("gang_id", "entity_id")


def _among_them(members: pl.DataFrame, sure: pl.DataFrame, rooms: pl.DataFrame) -> pl.DataFrame:
    """gang_id, entity_id of others who sit in a group room most of whose people are sure members of their gang."""
    present = rooms.select("thread_id", "entity_id").unique()
    groups = present.filter(pl.len().over("thread_id") > _TALK_OF_TWO).with_columns(size=pl.len().over("thread_id"))
    of_gang = groups.join(sure, on="entity_id").group_by("thread_id", "gang_id").agg(sure=pl.len())
    return (
        members.join(sure, on=["gang_id", "entity_id"], how="anti")
        .join(groups, on="entity_id")
        .join(of_gang, on=["thread_id", "gang_id"])
        .filter((pl.col("sure") >= _FEWEST_OF_THEM) & (pl.col("sure") >= _MOST_OF_THEM * (pl.col("size") - 1)))
        .select("gang_id", "entity_id")
        .unique()
    )
