"""Role signal: the ranks of a lure team, by what they do: figures given to a leader, talk with those to be lured.

Whoever leads, or speaks for a team, is no rank and file however much he speaks of customers; nor is one who doubts,
pays in or asks for money back.
"""

import polars as pl

from resolvers.actors import closed_rooms, entity_acts, entity_talk
from resolvers.acts.composed import WORK
from resolvers.acts.tallies.reading import ASK_FIGURES, CAME_IN, QUOTA, TALLY, TEAM_TALLY
from resolvers.contract import ResolvedCase
from resolvers.gang_rooms import gang_of_rows
from resolvers.protection import protected
from resolvers.roles.telling import telling_shares

_RANK, _LEADER = "caller", "team_leader"
_RANKS = (_RANK, "puller")
# Bits of n days of a kind of doing weigh factor * log2(1 + n); a habit of several days counts, one scene doesn't.
_FIGURES, _ASKED, _LURES, _LURED, _UNDER = 1.75, 0.5, 1.2, 0.8, 1.0
# Everybody gives a figure once: of a single day only so much is left.
_ONCE = 0.8
_FOR_TEAM, _DEMANDS = 1.2, 0.8
_LURING = ("lure", "recharge", "console")
_OF_VICTIMS = ("doubt", "pay_in", "ask_money_back")
# A team is one that figures come from on so many days, of so many people, or that lures so often.
_FEWEST_FIGURES = 3
_FEWEST_PEOPLE = 2
_LEADS = 2
_CUSTOMERS = "customers"
_OTHER_TRADES = (
    "technical", "crypt", "intrude", "negotiate", "research", "test", "script", "sell_accounts", "ask_card",
    "move_money", "smuggle", "recruit",
)  # fmt: skip
_COLUMNS = ("entity_id", "role", "signal", "words", "weight", "seen_at", "exhibit_id", "locator")


def ranked_roles(
    case: ResolvedCase, gang_members: pl.DataFrame, edges: pl.DataFrame, said: pl.DataFrame
) -> pl.DataFrame:
    """Roles of those who report, and of those who are reported to, in gangs that lure.

    Args:
        case: The case after linking.
        gang_members: GANG_MEMBER.
        edges: REPORTS_TO.
        said: Roles that are listed, stated or told, as ROLE_EVIDENCE: where people of other trades give the same
            figures, figures tell no trade.

    Returns:
        **Columns** entity_id, role, signal, words, weight, seen_at, exhibit_id, locator. Linear in acts.
    """
    acts = _of_members(case, gang_members)
    leaders = _leaders(acts, edges)
    leads = pl.col("entity_id").is_in(leaders["entity_id"].implode())
    heard = _heard_by(case, leaders)
    figures = _less_other_trades(acts, acts.filter(pl.col("kind").is_in([TALLY, CAME_IN])))
    to_leader = figures.join(heard, on=["thread_id", "entity_id"], how="semi").filter(~leads)
    asked = acts.filter(pl.col("kind") == ASK_FIGURES).rename({"target_entity": "entity_id"})
    asked = asked.drop_nulls("entity_id").join(to_leader, on="entity_id", how="semi")
    own = [
        _habit(to_leader, "figures", _RANK, _FIGURES * _telling_share(figures, said)),
        _habit(asked, "asked", _RANK, _ASKED),
        _habit(_private(case, acts, _LURING, "actor_entity", "target_entity"), "lures", _RANK, _LURES),
        _habit(_private(case, acts, _OF_VICTIMS, "target_entity", "actor_entity"), "lured", _RANK, _LURED),
    ]
    ranks = pl.concat(own).filter(~leads).join(_pleading(acts), on="entity_id", how="anti")
    lead = acts.rename({"actor_entity": "entity_id"})
    return pl.concat(
        [
            ranks,
            _under(ranks, edges, leaders),
            _habit(lead.filter(pl.col("kind") == TEAM_TALLY), "for_team", _LEADER, _FOR_TEAM),
            _habit(lead.filter(pl.col("kind").is_in([QUOTA, ASK_FIGURES])), "demands", _LEADER, _DEMANDS),
        ]
    ).sort(_COLUMNS, nulls_last=True)


def _of_members(case: ResolvedCase, gang_members: pl.DataFrame) -> pl.DataFrame:
    """Acts of and towards members of gangs that lure."""
    acts, gang = entity_acts(case), gang_members.select("gang_id", "entity_id")
    telling = acts.filter(pl.col("kind").is_in([TALLY, TEAM_TALLY, CAME_IN, *_LURING]))
    done = telling.select("exhibit_id", "locator", entity_id="actor_entity")
    luring = (
        gang_of_rows(case, done, gang_members)
        .drop_nulls("gang_id")
        .group_by("gang_id")
        .agg(count=pl.len(), people=pl.col("entity_id").n_unique())
        .filter((pl.col("count") >= _FEWEST_FIGURES) & (pl.col("people") >= _FEWEST_PEOPLE))
    )
    inside = gang.join(luring, on="gang_id", how="semi")["entity_id"].unique().implode()
    return acts.filter(pl.col("actor_entity").is_in(inside) | pl.col("target_entity").is_in(inside))


def _leaders(acts: pl.DataFrame, edges: pl.DataFrame) -> pl.DataFrame:
    """entity_id of those who lead several, or tell a team's figures or demand them more than they tell their own."""
    led = edges.group_by(entity_id="superior_id").agg(led=pl.len()).filter(pl.col("led") >= _LEADS)
    said = acts.group_by(entity_id="actor_entity").agg(
        up=pl.col("kind").is_in([TALLY, CAME_IN]).sum(),
        down=pl.col("kind").is_in([TEAM_TALLY, QUOTA, ASK_FIGURES]).sum(),
    )
    return pl.concat([led.select("entity_id"), said.filter(pl.col("down") > pl.col("up")).select("entity_id")]).unique()


def _heard_by(case: ResolvedCase, leaders: pl.DataFrame) -> pl.DataFrame:
    """thread_id, entity_id of closed conversations in which somebody else leads."""
    rooms = closed_rooms(case, entity_talk(case)).select("thread_id", "entity_id")
    led = rooms.join(leaders, on="entity_id", how="semi").select("thread_id", leader="entity_id")
    return (
        rooms.join(led, on="thread_id")
        .filter(pl.col("leader") != pl.col("entity_id"))
        .select("thread_id", "entity_id")
        .unique()
    )


def _private(case: ResolvedCase, acts: pl.DataFrame, kinds: tuple[str, ...], worker: str, other: str) -> pl.DataFrame:
    """Acts of these kinds between a worker and somebody who has no part in the talk of the gang's rooms."""
    sizes = entity_talk(case).group_by("thread_id").agg(size=pl.len())
    in_rooms = (
        entity_talk(case)
        .join(sizes.filter(pl.col("size") > 2), on="thread_id", how="semi")
        .select(entity_id="entity_id")
    )
    insiders = in_rooms.join(protected(case), on="entity_id", how="anti").unique()
    return (
        acts.filter(pl.col("kind").is_in(kinds))
        .join(sizes.filter(pl.col("size") == 2), on="thread_id", how="semi")
        .drop_nulls([worker, other])
        .join(insiders, left_on=other, right_on="entity_id", how="anti")
        .with_columns(entity_id=pl.col(worker))
    )


def _less_other_trades(acts: pl.DataFrame, figures: pl.DataFrame) -> pl.DataFrame:
    """The figures with their share among what somebody does of trades: who crypts or hires reports on that as well."""
    is_work = pl.col("kind").str.starts_with(WORK) & (pl.col("kind") != WORK + _CUSTOMERS)
    others = acts.filter(pl.col("kind").is_in(_OTHER_TRADES) | is_work).group_by("actor_entity").agg(others=pl.len())
    return (
        figures.join(others, on="actor_entity", how="left")
        .with_columns(
            share=pl.len().over("actor_entity") / (pl.len().over("actor_entity") + pl.col("others").fill_null(0))
        )
        .rename({"actor_entity": "entity_id"})
    )


def _telling_share(figures: pl.DataFrame, said: pl.DataFrame) -> float:
    """How far figures tell the ranks in this case, 0 to 1."""
    doing = figures.select("entity_id", role=pl.lit(_RANK), also=pl.lit(list(_RANKS)))
    return float(telling_shares(doing, said)["telling"].sum())


def _pleading(acts: pl.DataFrame) -> pl.DataFrame:
    """entity_id of those who plead, pay in or doubt as much as they lure."""
    counted = acts.group_by(entity_id="actor_entity").agg(
        pleas=pl.col("kind").is_in(_OF_VICTIMS).sum(), lures=pl.col("kind").is_in(_LURING).sum()
    )
    return counted.filter((pl.col("pleas") >= 2) & (pl.col("pleas") >= pl.col("lures"))).select("entity_id")


def _under(ranks: pl.DataFrame, edges: pl.DataFrame, leaders: pl.DataFrame) -> pl.DataFrame:
    """Who does such work and answers to a leader is in the ranks the more, as sure as the edge."""
    above = (
        edges.join(leaders, left_on="superior_id", right_on="entity_id", how="semi")
        .group_by(entity_id="subordinate_id")
        .agg(pl.col("probability").max())
    )
    cited = ranks.sort(_COLUMNS, nulls_last=True).unique("entity_id", keep="first", maintain_order=True)
    return cited.join(above, on="entity_id").select(
        "entity_id",
        "role",
        signal=pl.lit("duty:under_leader"),
        words="words",
        weight=_UNDER * pl.col("probability"),
        seen_at=pl.lit(None, dtype=pl.Datetime("us")),
        exhibit_id="exhibit_id",
        locator="locator",
    )


def _habit(acts: pl.DataFrame, signal: str, role: str, factor: float) -> pl.DataFrame:
    """Pieces of one kind of doing: n conversations and days of it weigh factor * log2(1 + n), each piece a part."""
    # Of a message without a time it is open which day it is of.
    scene = pl.struct("thread_id", pl.coalesce(pl.col("done_at").dt.date().cast(pl.String), "message_id"))
    days = scene.n_unique().over("entity_id").cast(pl.Float64)
    share = pl.col("share") if "share" in acts.columns else pl.lit(1.0)
    known = pl.when((days == 1) & pl.lit(signal == "figures")).then(_ONCE).otherwise(1.0) * share
    return acts.with_columns(part=known * (days + 1).log(2) / pl.len().over("entity_id").cast(pl.Float64)).select(
        "entity_id",
        role=pl.lit(role),
        signal=pl.lit(f"duty:{signal}"),
        words="cue",
        weight=(factor * pl.col("part")).round(9),
        seen_at="done_at",
        exhibit_id="exhibit_id",
        locator="locator",
    )
