"""Who works in further gangs as well: a person who moved from one to another, a boss or partner over two.

Parts of a case are gangs, and everybody stands in one part. In another gang he is a member too where he
works inside it: he talks in its own rooms, is ordered or reports there or leads some there, on several days; or he
leads several of its people without being in its rooms. Who deals with a gang is no member of it: a laundering desk, a
dealer, a crypter or a negotiator that serves several gangs is a tie, however often he is told what to do.

A wrong membership puts a person into a cell: all of it has to be shown by his own accounts, and doubt leaves him out.
"""

import polars as pl

from resolvers.actors import listed_superiors
from resolvers.acts.composed import EVERYDAY
from resolvers.closeness import SERVICE, market_rooms
from resolvers.command_evidence import DOWN, UP
from resolvers.contract import ResolvedCase
from resolvers.protection import protected
from resolvers.title_command import borne_titles

# A gang keeps so many whose main one it is.
_FEWEST_MEMBERS = 3
# Who has less of his talk in the gang he was placed in, and his main gang elsewhere, was placed there by mistake.
_LEAST_SHARE = 0.1
# Of those in a room who are in a gang, so many are of the gang whose room it is, and two at least.
_OWN_SHARE = 0.6
_FEWEST_OWN = 2
# So much he writes in its rooms, on so many days where days are known: less is a visit.
_FEWEST_MESSAGES = 3
_FEWEST_DAYS = 2
# Who writes so much there, on so many days, needs fewer acts that are plainly command.
_LONG_MESSAGES = 15
_LONG_DAYS = 7
_FEWEST_PLAIN_LONG = 1.0
# Acts of command that show work; what everybody says everywhere counts this much of one, and is not enough alone.
_FEWEST_ACTS = 3.0
_EVERYDAY_SHARE = 0.5
_FEWEST_PLAIN = 2.0
# What somebody says or a list writes of who answers to whom counts as so many acts.
_TOLD_ACTS = 2.0
# Somebody is led who is told so often, and more than twice as often as he tells the other.
_LED_ACTS = 2.0
_LED_RATIO = 2.0
# Who is in no room of theirs leads so many of them who are: others may be placed in the gang by mistake.
_FEWEST_LED_FROM_AFAR = 2
_TO_ROOM = ("order", "fine", "scold", "rota", "script")
_SERVICE_TITLES = ("laundering_desk", "account_dealer", "card_dealer", "crypter", "negotiator", "customer")
_KEY = ["entity_id", "gang_id"]
_ACT = ["thread_id", "acts", "is_everyday", "day"]


def shared_members(
    case: ResolvedCase, members: pl.DataFrame, rooms: pl.DataFrame, acts: pl.DataFrame, said: pl.DataFrame
) -> pl.DataFrame:
    """Further memberships of those who are in a gang.

    Args:
        case: The case after linking.
        members: gang_id, entity_id: everybody once, in his main gang.
        rooms: Talk in closed rooms.
        acts: Acts in private, with entities.
        said: Statements of superiors in private, with entities.

    Returns:
        **Columns** gang_id, entity_id; sorted. Nobody protected and nobody without a main gang. Linear in talk and
        acts.
    """
    own = _own_rooms(case, members, rooms, acts)
    command = _command(case, members, rooms, acts, said, own)
    counted = command.group_by(_KEY).agg(
        served=pl.col("acts").filter(~pl.col("is_led")).sum().round(6),
        leading=pl.col("acts").filter("is_led").sum().round(6),
        plain=pl.col("acts").filter(~pl.col("is_everyday")).sum(),
        day_count=pl.col("day").drop_nulls().n_unique(),
        dated=pl.col("day").is_not_null().any(),
    )
    shown = (
        counted.join(_led(command, _at_home(rooms, own, members)), on=_KEY, how="left")
        .join(_talk_inside(case, own, members), on=_KEY, how="left")
        .join(_trades(members, acts), on=_KEY, how="left")
        .with_columns(pl.col("led", "trades", "message_count", "talk_days").fill_null(0))
    )
    is_inside = (
        (pl.col("message_count") >= _FEWEST_MESSAGES)
        & ((pl.col("talk_days") >= _FEWEST_DAYS) | ~pl.col("has_days").fill_null(value=True))
        & ((pl.col("day_count") >= _FEWEST_DAYS) | ~pl.col("dated"))
    )
    is_plain = pl.max_horizontal("served", "leading").ge(_FEWEST_ACTS) & (pl.col("plain") >= _FEWEST_PLAIN)
    is_long = (
        (pl.col("message_count") >= _LONG_MESSAGES)
        & (pl.col("talk_days") >= _LONG_DAYS)
        & (pl.col("served") + pl.col("leading")).ge(_FEWEST_ACTS)
        & (pl.col("plain") >= _FEWEST_PLAIN_LONG)
    )
    works = is_inside & (is_plain | is_long)
    leads = (pl.col("led") >= _FEWEST_LED_FROM_AFAR) & (pl.col("trades") == 0)
    titled = borne_titles(case).filter(pl.col("role").is_in(_SERVICE_TITLES)).select("entity_id").unique()
    return (
        shown.filter((works | leads) & (pl.col("trades") < pl.col("served") + pl.col("leading")))
        .join(titled, on="entity_id", how="anti")
        .select("gang_id", "entity_id")
        .sort("gang_id", "entity_id")
    )


def _own_rooms(case: ResolvedCase, members: pl.DataFrame, rooms: pl.DataFrame, acts: pl.DataFrame) -> pl.DataFrame:
    """thread_id, gang_id: group rooms where one gang works among itself; no market, and no room of its victims."""
    # Two who changed accounts may look like three.
    direct = case.threads.filter(pl.col("kind") == "direct").select("thread_id").unique()
    groups = rooms.filter(pl.len().over("thread_id") > 2).join(direct, on="thread_id", how="anti")
    lures = groups.join(protected(case), on="entity_id", how="semi").select("thread_id").unique()
    present = (
        groups.join(market_rooms(acts), on="thread_id", how="anti")
        .join(lures, on="thread_id", how="anti")
        .join(members, on="entity_id")
        .group_by("thread_id", "gang_id")
        .agg(present=pl.len())
    )
    share = pl.col("present") / pl.col("present").sum().over("thread_id")
    return (
        present.filter((pl.col("present") >= _FEWEST_OWN) & (share >= _OWN_SHARE))
        .select("thread_id", "gang_id")
        .sort("thread_id", "gang_id")
    )


def _command(
    case: ResolvedCase,
    members: pl.DataFrame,
    rooms: pl.DataFrame,
    acts: pl.DataFrame,
    said: pl.DataFrame,
    own: pl.DataFrame,
) -> pl.DataFrame:
    """Command between somebody and people of a gang that is not his main one, inside that gang.

    Returns:
        **Columns** entity_id, gang_id, other (whom of the gang; null: a room of it), is_led (he leads), acts (how many
        it counts as), is_everyday, day; sorted.
    """
    done = _commanding(acts)
    pairs = pl.concat([_aimed(done), _told(case, said)]).filter(pl.col("above") != pl.col("below"))
    sides = pl.concat(
        [
            pairs.select(*_ACT, entity_id="above", other="below", is_led=pl.lit(value=True)),
            pairs.select(*_ACT, entity_id="below", other="above", is_led=pl.lit(value=False)),
        ]
    ).join(members.rename({"entity_id": "other"}), on="other")
    # Between two alone, or on a list, or in a room of the other's gang; elsewhere the other is the guest.
    alone = rooms.filter(pl.len().over("thread_id") == 2).select("thread_id").unique().with_columns(is_alone=True)
    is_there = pl.any_horizontal(
        pl.col("thread_id").is_null(),
        pl.col("is_alone").fill_null(value=False),
        (pl.col("room_gang") == pl.col("gang_id")).fill_null(value=False),
    )
    between = (
        sides.join(alone, on="thread_id", how="left")
        .join(own.rename({"gang_id": "room_gang"}), on="thread_id", how="left")
        .filter(is_there)
    )
    columns = ["entity_id", "gang_id", "other", "is_led", "acts", "is_everyday", "day"]
    return (
        pl.concat([between.select(columns), _to_rooms(done, own).select(columns)])
        .join(members, on=["gang_id", "entity_id"], how="anti")
        .join(members.select("entity_id"), on="entity_id", how="semi")
        .sort(columns, nulls_last=True)
    )


def _commanding(acts: pl.DataFrame) -> pl.DataFrame:
    """Acts of command, with how many they count as (acts), their day, and whether they go up the line."""
    is_everyday = pl.col("kind").is_in(EVERYDAY)
    return acts.filter(pl.col("kind").is_in([*DOWN, *UP])).with_columns(
        acts=pl.when(is_everyday).then(_EVERYDAY_SHARE).otherwise(1.0),
        is_everyday=is_everyday,
        day=pl.col("done_at").dt.date(),
        goes_up=pl.col("kind").is_in(list(UP)),
    )


def _aimed(done: pl.DataFrame) -> pl.DataFrame:
    """thread_id, acts, is_everyday, day, above, below of acts that are aimed at somebody."""
    return done.drop_nulls("target_entity").select(
        *_ACT,
        above=pl.when("goes_up").then("target_entity").otherwise("actor_entity"),
        below=pl.when("goes_up").then("actor_entity").otherwise("target_entity"),
    )


def _told(case: ResolvedCase, said: pl.DataFrame) -> pl.DataFrame:
    """The same of what is said or listed of who answers to whom."""
    stated = said.drop_nulls(["subject_entity", "object_entity"])
    listed = listed_superiors(case)
    told = pl.concat(
        [
            stated.select("thread_id", above="object_entity", below="subject_entity"),
            listed.select(thread_id=pl.lit(None, dtype=pl.String), above="superior_id", below="subordinate_id"),
        ]
    )
    counted = told.with_columns(acts=pl.lit(_TOLD_ACTS), is_everyday=pl.lit(value=False), day=pl.lit(None, pl.Date))
    return counted.select(*_ACT, "above", "below")


def _to_rooms(done: pl.DataFrame, own: pl.DataFrame) -> pl.DataFrame:
    """Orders to a whole room of a gang, and reports to it."""
    to_room = done.filter(pl.col("target_entity").is_null() & (pl.col("goes_up") | pl.col("kind").is_in(_TO_ROOM)))
    nobody = pl.lit(None, dtype=pl.String)
    return to_room.join(own, on="thread_id").select(
        *_ACT, "gang_id", entity_id="actor_entity", other=nobody, is_led=~pl.col("goes_up")
    )


def _at_home(rooms: pl.DataFrame, own: pl.DataFrame, members: pl.DataFrame) -> pl.DataFrame:
    """gang_id, other: members who talk in rooms of their own gang."""
    talk = rooms.select("thread_id", "entity_id").join(own, on="thread_id")
    return talk.join(members, on=["gang_id", "entity_id"], how="semi").select("gang_id", other="entity_id").unique()


def _led(command: pl.DataFrame, at_home: pl.DataFrame) -> pl.DataFrame:
    """entity_id, gang_id, led: how many of those at home in a gang he leads, by more than he is told by them."""
    counted = (
        command.join(at_home, on=["gang_id", "other"], how="semi")
        .group_by(*_KEY, "other")
        .agg(
            down=pl.col("acts").filter("is_led").sum().round(6),
            back=pl.col("acts").filter(~pl.col("is_led")).sum().round(6),
        )
    )
    is_led = (pl.col("down") >= _LED_ACTS) & (pl.col("down") > _LED_RATIO * pl.col("back"))
    return counted.filter(is_led).group_by(_KEY).agg(led=pl.len())


def _talk_inside(case: ResolvedCase, own: pl.DataFrame, members: pl.DataFrame) -> pl.DataFrame:
    """entity_id, gang_id, message_count, talk_days, has_days (where days are known) of guests in own rooms."""
    guests = (
        case.frames.utterances.filter(pl.col("sender").is_not_null() & (pl.col("kind") != "system"))
        .select("thread_id", "sent_at", reference="sender")
        .join(own, on="thread_id")
        .join(case.members.select("reference", "entity_id"), on="reference")
        .join(members, on=["gang_id", "entity_id"], how="anti")
    )
    return guests.group_by(_KEY).agg(
        message_count=pl.len(),
        talk_days=pl.col("sent_at").dt.date().drop_nulls().n_unique(),
        has_days=pl.col("sent_at").is_not_null().any(),
    )


def _trades(members: pl.DataFrame, acts: pl.DataFrame) -> pl.DataFrame:
    """entity_id, gang_id, trades: what he buys from people of a gang, sells to them or does for them."""
    sold = acts.filter(pl.col("kind").is_in(SERVICE)).drop_nulls("target_entity")
    sides = pl.concat(
        [
            sold.select(entity_id="actor_entity", other="target_entity"),
            sold.select(entity_id="target_entity", other="actor_entity"),
        ]
    ).join(members.rename({"entity_id": "other"}), on="other")
    return sides.group_by(_KEY).agg(trades=pl.len())


def main_where_most_lies(members: pl.DataFrame) -> pl.DataFrame:
    """The main gang of who is in several is where most of his talk lies; parts place some people by less.

    Args:
        members: GANG_MEMBER.

    Returns:
        The rows in the same order with is_main, without those of gangs that next to nothing of somebody lies in; a gang
        that too few would be left in keeps all it has.
    """
    order = ["entity_id", "share", "is_main", "gang_id"]
    ranked = members.filter(pl.len().over("entity_id") > 1).sort(order, descending=[False, True, True, False])
    best = ranked.unique("entity_id", keep="first", maintain_order=True).filter(~pl.col("is_main"))
    left = members.filter("is_main").with_columns(goes=pl.col("entity_id").is_in(best["entity_id"].implode()))
    free = left.filter(pl.col("goes") & ((~pl.col("goes")).sum().over("gang_id") >= _FEWEST_MEMBERS))
    goes_to = best.join(free, on="entity_id", how="semi").select("entity_id", new_main="gang_id")
    return (
        members.join(goes_to, on="entity_id", how="left", maintain_order="left")
        .with_columns(
            is_main=pl.when(pl.col("new_main").is_null())
            .then("is_main")
            .otherwise(pl.col("gang_id") == pl.col("new_main"))
        )
        .filter(pl.col("is_main") | pl.col("new_main").is_null() | (pl.col("share") >= _LEAST_SHARE))
        .drop("new_main")
    )
