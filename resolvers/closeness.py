"""How closely entities work together: rooms they share, commands between them, lists they stand on."""

import polars as pl

from resolvers.actors import CLOSED_ROOM_WRITERS, listed_superiors
from resolvers.contract import ResolvedCase
from resolvers.silent_networks import contact_ties
from resolvers.told.superiors import told_superiors

# In a room where more is traded than commanded people meet but don't work together: its ties count this much.
_MARKET_SHARE = 0.1
MARKET = ("sell_accounts", "ask_card", "move_money")
_FEWEST_TRADES = 2
# Two who talk alone may be anybody to each other: without a command between them it counts this much.
_DIRECT_SHARE = 0.3
# What is bought and sold between gangs counts this much, what is said only along a command line in full.
_TRADE_SHARE = 0.25
SERVICE = ("sell_accounts", "ask_card", "move_money", "technical", "smuggle")
COMMAND = (
    "order", "report", "approve", "pay", "fine", "scold", "rota", "ask_approval", "ask_leave", "ask_pay",
    "ask_progress",
)  # fmt: skip
_COMMAND_BITS = 3.0
# A command between two who share no group room though one of them has such rooms counts this much.
_OUTSIDE_SHARE = 0.5
# Bits that one on a list has with all others of it together; longer lists are of many gangs.
_LIST_BITS = 2.0
_LONGEST_LIST = 60


def entity_ties(case: ResolvedCase, rooms: pl.DataFrame, acts: pl.DataFrame, said: pl.DataFrame) -> pl.DataFrame:
    """Weighted ties between entities.

    Args:
        case: The case after linking.
        rooms: Talk in closed rooms.
        acts: Acts in private, with entities.
        said: Statements of superiors in private, with entities.

    Returns:
        **Columns** entity_l, entity_r (key, entity_l < entity_r), weight, is_command (one commands the other, and
        they share a group room or neither has one), is_service (nothing shows that one commands the other, and they
        trade or share no room); sorted.
    """
    found = pl.concat(
        [
            _of_rooms(rooms, acts),
            _of_lists(case),
            contact_ties(case).select("entity_l", "entity_r", "weight", kind=pl.lit("direct")),
            _ends(_commanded(case, acts, said), "command"),
            _ends(
                acts.filter(pl.col("kind").is_in(SERVICE)).select(a="actor_entity", b="target_entity", weight=1.0),
                "trade",
            ),
        ]
    )

    def part(name: str) -> pl.Expr:
        return pl.col("weight").filter(pl.col("kind") == name).sum()

    summed = found.group_by("entity_l", "entity_r").agg(
        command=part("command"), room=part("room"), direct=part("direct"), trade=part("trade")
    )
    # Who works in a group room of his own and is told something by somebody who is in none of his rooms does him a
    # favour or sells him something, more often than not. Who never writes is in no room, and may well command.
    housed = rooms.filter(pl.len().over("thread_id") > 2).join(market_rooms(acts), on="thread_id", how="anti")
    homes = housed["entity_id"].unique().implode()
    seen = rooms["entity_id"].unique().implode()
    ends = (pl.col("entity_l"), pl.col("entity_r"))
    is_outside = (
        (pl.col("room") == 0)
        & pl.any_horizontal(end.is_in(homes) for end in ends)
        & pl.all_horizontal(end.is_in(seen) for end in ends)
    )
    command = pl.when(is_outside).then(_OUTSIDE_SHARE).otherwise(1.0) * pl.col("command")
    is_command = (pl.col("command") > 0) & ~is_outside
    direct = pl.when(is_command).then(1.0).otherwise(_DIRECT_SHARE) * pl.col("direct")
    # Each trade more counts less.
    trade = _TRADE_SHARE * (pl.col("trade") + 1).log(2)
    return (
        summed.with_columns(
            weight=(command + pl.col("room") + direct + trade).round(6),
            is_command=is_command,
            is_service=~is_command & ((pl.col("trade") > 0) | (pl.col("room") == 0)),
        )
        .select("entity_l", "entity_r", "weight", "is_command", "is_service")
        .sort("entity_l", "entity_r")
    )


def market_rooms(acts: pl.DataFrame) -> pl.DataFrame:
    """thread_id of rooms where more is traded than commanded."""
    counted = acts.group_by("thread_id").agg(
        trades=pl.col("kind").is_in(MARKET).sum(), commands=pl.col("kind").is_in(COMMAND).sum()
    )
    is_market = (pl.col("trades") >= _FEWEST_TRADES) & (pl.col("trades") > pl.col("commands"))
    return counted.filter(is_market).select("thread_id")


def _of_rooms(rooms: pl.DataFrame, acts: pl.DataFrame) -> pl.DataFrame:
    """Ties of a room: what the quieter of the two said, shared among all whom he could mean."""
    size = pl.len().over("thread_id").cast(pl.Float64)
    present = rooms.with_columns(size=size)
    pairs = present.join(present.select("thread_id", "entity_id", "message_count"), on="thread_id").filter(
        pl.col("entity_id") < pl.col("entity_id_right")
    )
    both = pl.min_horizontal("message_count", "message_count_right").cast(pl.Float64) + 1
    of_markets = market_rooms(acts).with_columns(share=pl.lit(_MARKET_SHARE))
    return pairs.join(of_markets, on="thread_id", how="left").select(
        entity_l="entity_id",
        entity_r="entity_id_right",
        weight=pl.col("share").fill_null(1.0) * both.log(2) / (pl.col("size") - 1),
        kind=pl.when(pl.col("size") == 2).then(pl.lit("direct")).otherwise(pl.lit("room")),
    )


def _of_lists(case: ResolvedCase) -> pl.DataFrame:
    """Ties of those on one list that is somebody's bookkeeping: it has a superior, a team or a role for them."""
    listed = (
        case.frames.listed.filter(pl.any_horizontal(pl.col("superior_text", "group_text", "role_text").is_not_null()))
        .join(case.members.select("reference", "entity_id"), on="reference")
        .select("exhibit_id", "entity_id")
        .unique()
        .with_columns(size=pl.len().over("exhibit_id").cast(pl.Float64))
        .filter(pl.col("size").is_between(3, _LONGEST_LIST))
    )
    return (
        listed.join(listed.select("exhibit_id", "entity_id"), on="exhibit_id")
        .filter(pl.col("entity_id") < pl.col("entity_id_right"))
        .select(
            entity_l="entity_id",
            entity_r="entity_id_right",
            weight=_LIST_BITS / (pl.col("size") - 1),
            kind=pl.lit("room"),
        )
    )


def _commanded(case: ResolvedCase, acts: pl.DataFrame, said: pl.DataFrame) -> pl.DataFrame:
    """a, b, weight: one commands the other, by acts, statements, lists and tellings outside public places."""
    bits = pl.lit(_COMMAND_BITS)
    done = (
        acts.drop_nulls("target_entity")
        .filter(pl.col("kind").is_in(COMMAND))
        # On a market, who wants something orders it, and who sells reports.
        .join(market_rooms(acts), on="thread_id", how="anti")
        .group_by(a="actor_entity", b="target_entity")
        .agg(weight=(pl.len().cast(pl.Float64) + 1).log(2))
    )
    stated = said.drop_nulls(["subject_entity", "object_entity"]).select(
        a="subject_entity", b="object_entity", weight=bits
    )
    listed = listed_superiors(case).select(a="superior_id", b="subordinate_id", weight=bits)
    told = (
        told_in_private(case).group_by(a="superior_id", b="subordinate_id").agg(weight=bits * pl.col("sureness").max())
    )
    return pl.concat([done, stated, listed, told])


def told_in_private(case: ResolvedCase) -> pl.DataFrame:
    """Who leads whom as it is told outside public places, but for orders that somebody says another gave him."""
    crowded = (
        case.frames.utterances.group_by("thread_id")
        .agg(writers=pl.col("sender").n_unique())
        .filter(pl.col("writers") > CLOSED_ROOM_WRITERS)
    )
    return told_superiors(case).filter(pl.col("way") != "relayed_to").join(crowded, on="thread_id", how="anti")


def _ends(found: pl.DataFrame, kind: str) -> pl.DataFrame:
    return (
        found.drop_nulls(["a", "b"])
        .filter(pl.col("a") != pl.col("b"))
        .select(
            entity_l=pl.min_horizontal("a", "b"),
            entity_r=pl.max_horizontal("a", "b"),
            weight=pl.col("weight").cast(pl.Float64),
            kind=pl.lit(kind),
        )
    )
