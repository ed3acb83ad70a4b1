"""Outsiders: people whom no part took in though all that they do in private they do with one gang.

A part that shows no joint work dissolves, and who talks with one person alone has too thin a tie to be placed by talk.
Both still belong to a gang when it is the only one that they have ties to, or when all their work is with its people.
What is only bought and sold makes nobody a member, nor does everyday talk: a mother asks as well.
"""

import polars as pl

from resolvers.acts.composed import TASK, WORK, is_everyday
from resolvers.closeness import COMMAND, SERVICE

# What is done for a gang alone; orders and reports are given at home and in any office as well.
_TRADE = ("crypt", "hand_out", "intrude", "negotiate", "recruit", "research", "script", "test")
# Ties of so many bits to members, and so large a share of his ties to members of gangs and of all his ties: the parents
# of a class share a room with one member, and much more among themselves.
_FEWEST_BITS = 0.5
_CLEAR_SHARE = 0.8
_SHARE_OF_ALL = 0.5
# Whose ties are dealings for more than the rest is a dealer.
_TOGETHER_SHARE = 0.3
# So many acts of work with members, of two kinds and one of them of a gang's trade, and so large a share of his work.
_FEWEST_ACTS = 3
_FEWEST_KINDS = 2
_WORK_SHARE = 0.8
# Who works only with somebody just taken in follows him.
_ROUNDS = 3


def with_outsiders(members: pl.DataFrame, ties: pl.DataFrame, acts: pl.DataFrame) -> pl.DataFrame:
    """Members, and those who belong to one gang by all their ties or all their work with members of gangs.

    Args:
        members: gang_id, entity_id.
        ties: As resolvers.closeness gives them, without anybody protected.
        acts: Acts in private, with actor_entity, target_entity, kind.

    Returns:
        **Columns** gang_id, entity_id; sorted. Linear in ties and acts.
    """
    known = pl.concat([ties.select(entity_id="entity_l"), ties.select(entity_id="entity_r")]).unique()
    near = _both_ways(ties.select("entity_l", "entity_r", "weight", "is_service")).with_columns(
        of_all=pl.col("weight").filter(~pl.col("is_service")).sum().over("entity_id")
    )
    done = _both_ways(_work(acts)).join(known, on="entity_id", how="semi")
    trades = acts.filter(pl.col("kind").is_in(SERVICE)).drop_nulls("target_entity")
    traded = _both_ways(trades.select("actor_entity", "target_entity"))
    for _ in range(_ROUNDS):
        inside = members.rename({"entity_id": "other"})
        partners = traded.join(inside, on="other").group_by("entity_id").agg(gangs=pl.col("gang_id").n_unique())
        found = (
            pl.concat([_by_ties(near.join(inside, on="other")), _by_work(done.join(inside, on="other"))])
            .join(members, on="entity_id", how="anti")
            .join(partners.filter(pl.col("gangs") > 1), on="entity_id", how="anti")
            .unique()
            # Whose ties name one gang and whose work another is of neither.
            .filter(pl.len().over("entity_id") == 1)
        )
        if found.is_empty():
            break
        members = pl.concat([members, found])
    return members.sort("gang_id", "entity_id")


def _work(acts: pl.DataFrame) -> pl.DataFrame:
    """actor_entity, target_entity, kind, is_trade: commands and work of one for or with another."""
    by_topic = pl.col("kind").str.starts_with(TASK) | pl.col("kind").str.starts_with(WORK)
    return (
        acts.filter(pl.col("kind").is_in([*COMMAND, *_TRADE]) | by_topic)
        .drop_nulls("target_entity")
        .select(
            "actor_entity",
            "target_entity",
            "kind",
            is_trade=pl.col("kind").is_in(_TRADE) | (by_topic & ~is_everyday()),
        )
    )


def _by_ties(near: pl.DataFrame) -> pl.DataFrame:
    """gang_id, entity_id: who shares rooms and commands with people of one gang."""
    return (
        near.group_by("entity_id", "gang_id")
        .agg(
            pl.col("weight").sum().round(6),
            pl.col("of_all").first().round(6),
            together=pl.col("weight").filter(~pl.col("is_service")).sum().round(6),
        )
        .filter(
            (pl.col("together") >= _FEWEST_BITS)
            & (pl.col("together") >= _TOGETHER_SHARE * pl.col("weight").sum().over("entity_id"))
            & (pl.col("together") >= _CLEAR_SHARE * pl.col("together").sum().over("entity_id"))
            & (pl.col("together") >= _SHARE_OF_ALL * pl.col("of_all"))
        )
        .select("gang_id", "entity_id")
    )


def _by_work(done: pl.DataFrame) -> pl.DataFrame:
    """gang_id, entity_id: who works with people of one gang on what a gang does."""
    return (
        done.group_by("entity_id", "gang_id")
        .agg(acts=pl.len(), is_trade=pl.col("is_trade").any(), kinds=pl.col("kind").n_unique())
        .filter(
            (pl.col("acts") >= _FEWEST_ACTS)
            & pl.col("is_trade")
            & (pl.col("kinds") >= _FEWEST_KINDS)
            & (pl.col("acts") >= _WORK_SHARE * pl.col("acts").sum().over("entity_id"))
        )
        .select("gang_id", "entity_id")
    )


def _both_ways(pairs: pl.DataFrame) -> pl.DataFrame:
    """Each row twice, once for each of its two ends: entity_id, other, and the other columns."""
    left, right = pairs.columns[:2]
    one = pairs.rename({left: "entity_id", right: "other"})
    return pl.concat([one, pairs.rename({right: "entity_id", left: "other"}).select(one.columns)])
