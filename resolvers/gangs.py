"""Gangs: communities of entities that work together, found from closed rooms, direct talk, acts and statements.

Ties are weighted, weak ones dropped, and the connected parts split by greedy modularity (Clauset, Newman and Moore,
"Finding community structure in very large networks", Phys. Rev. E 70, 2004). Parts that more than trade holds
together are joined again, because a gang with three teams is one gang and a supplier of two gangs makes them none. A
part becomes a gang only with evidence of joint work in closed rooms, so a public channel of strangers is none. Limit:
an entity belongs to one gang; a service for several gangs shows as ties.
"""

import networkx as nx
import polars as pl

from resolvers.actors import (
    CLOSED_ROOM_WRITERS,
    closed_rooms,
    entity_acts,
    entity_statements,
    entity_talk,
    listed_superiors,
)
from resolvers.contract import ResolvedCase
from resolvers.gang_ties import gang_ties
from resolvers.judged import judged_edges
from resolvers.protection import protected
from warehouse.schema.frames import GANG, GANG_MEMBER
from warehouse.schema.ids import content_hash

# A tie below this is a chance meeting: one message each in a room of many.
_WEAKEST_TIE = 0.25
# Parts bound to each other by more than this share of what holds the smaller one together are one gang.
_BINDING_SHARE = 0.12
_FEWEST_MEMBERS = 3
# Joint work that makes a community a gang: so many acts by so many people, or one command statement or list.
_FEWEST_ACTS = 3
_FEWEST_ACTORS = 2
_COMMAND_BITS = 3.0
# In a room where more is traded than commanded people meet but don't work together: its ties count this much.
_MARKET_SHARE = 0.25
_MARKET = ("sell_accounts", "ask_card", "move_money")
_FEWEST_TRADES = 2
# What is bought and sold between gangs, and what is said only along a command line.
_SERVICE = ("sell_accounts", "ask_card", "move_money", "technical", "smuggle")
_COMMAND = ("order", "report", "approve", "pay", "fine")


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
    ties = entity_ties(case, rooms, acts, said).filter(pl.col("weight") >= _WEAKEST_TIE)
    safe = protected(case).select("entity_id")
    ties = ties.join(safe, left_on="entity_l", right_on="entity_id", how="anti").join(
        safe, left_on="entity_r", right_on="entity_id", how="anti"
    )
    member_rows = [
        ("G-" + content_hash(case_id, min(part), length=8).upper(), entity) for part in _parts(ties) for entity in part
    ]
    schema = {"gang_id": pl.String(), "entity_id": pl.String()}
    members = _with_joint_work(case, pl.DataFrame(member_rows, schema=schema, orient="row"), acts, said)
    members = _with_judged(members, case, safe)
    described = _described_members(members, talk, rooms)
    return _described_gangs(case, described, rooms, ties), described, gang_ties(case, members, ties)


def _in_private(case: ResolvedCase, talk: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Acts, and statements of superiors, outside public places: there, anybody tells anybody what to do."""
    crowded = talk.group_by("thread_id").len().filter(pl.col("len") > CLOSED_ROOM_WRITERS).select("thread_id")
    channels = case.threads.filter(pl.col("kind") == "channel").select("thread_id")
    public = pl.concat([crowded, channels]).unique()
    said = entity_statements(case).filter(
        (pl.col("kind") == "superior") & ~pl.col("is_negated") & ~pl.col("is_doubtful")
    )
    return entity_acts(case).join(public, on="thread_id", how="anti"), said.join(public, on="thread_id", how="anti")


def entity_ties(case: ResolvedCase, rooms: pl.DataFrame, acts: pl.DataFrame, said: pl.DataFrame) -> pl.DataFrame:
    """Weighted ties between entities.

    Args:
        case: The case after linking.
        rooms: Talk in closed rooms.
        acts: Acts in private, with entities.
        said: Statements of superiors in private, with entities.

    Returns:
        **Columns** entity_l, entity_r (key, entity_l < entity_r), weight, is_service (the two trade, and nothing shows
        that one commands the other); sorted.
    """
    size = pl.len().over("thread_id").cast(pl.Float64)
    present = rooms.with_columns(size=size)
    pairs = present.join(present.select("thread_id", "entity_id", "message_count"), on="thread_id").filter(
        pl.col("entity_id") < pl.col("entity_id_right")
    )
    # A room's tie is what the quieter of the two said, shared among all whom he could mean.
    both = pl.min_horizontal("message_count", "message_count_right").cast(pl.Float64) + 1
    markets = acts.group_by("thread_id").agg(
        trades=pl.col("kind").is_in(_MARKET).sum(), commands=pl.col("kind").is_in(_COMMAND).sum()
    )
    of_markets = markets.filter((pl.col("trades") >= _FEWEST_TRADES) & (pl.col("trades") > pl.col("commands"))).select(
        "thread_id", share=pl.lit(_MARKET_SHARE)
    )
    shared = pairs.join(of_markets, on="thread_id", how="left").select(
        entity_l="entity_id",
        entity_r="entity_id_right",
        weight=pl.col("share").fill_null(1.0) * both.log(2) / (pl.col("size") - 1),
    )
    done = (
        acts.drop_nulls("target_entity")
        .group_by(a="actor_entity", b="target_entity")
        .agg(
            weight=(pl.len() + 1).log(2),
            is_trade=pl.col("kind").is_in(_SERVICE).any(),
            is_command=pl.col("kind").is_in(_COMMAND).any(),
        )
    )
    commanded = said.drop_nulls(["subject_entity", "object_entity"]).select(
        a="subject_entity", b="object_entity", weight=pl.lit(_COMMAND_BITS)
    )
    listed = listed_superiors(case).select(a="superior_id", b="subordinate_id", weight=pl.lit(_COMMAND_BITS))
    command = pl.concat([commanded, listed]).with_columns(is_command=pl.lit(value=True))
    undirected = pl.concat([done, command], how="diagonal").filter(pl.col("a") != pl.col("b"))
    ends = undirected.select(
        pl.exclude("a", "b"), entity_l=pl.min_horizontal("a", "b"), entity_r=pl.max_horizontal("a", "b")
    )
    return (
        pl.concat([shared, ends], how="diagonal")
        .sort("entity_l", "entity_r", "weight")
        .group_by("entity_l", "entity_r", maintain_order=True)
        .agg(
            pl.col("weight").sum(),
            is_service=pl.col("is_trade").fill_null(value=False).any()
            & ~pl.col("is_command").fill_null(value=False).any(),
        )
    )


def _parts(ties: pl.DataFrame) -> list[list[str]]:
    """Communities of at least three, each sorted."""
    graph = nx.Graph()
    for left, right, weight, is_service in ties.sort("entity_l", "entity_r").iter_rows():
        graph.add_edge(left, right, weight=weight, is_service=is_service)
    parts: list[list[str]] = []
    for component in sorted(nx.connected_components(graph), key=min):
        if len(component) >= _FEWEST_MEMBERS:
            part = nx.Graph()
            part.add_nodes_from(sorted(component))
            part.add_edges_from(
                sorted(graph.subgraph(component).edges(data=True), key=lambda edge: tuple(sorted(edge[:2])))
            )
            parts += _rejoined(
                part, [sorted(found) for found in nx.community.greedy_modularity_communities(part, "weight")]
            )
    return sorted(part for part in parts if len(part) >= _FEWEST_MEMBERS)


def _rejoined(graph: nx.Graph, parts: list[list[str]]) -> list[list[str]]:
    """Join communities that hang together by more than thin service ties."""
    part_of = {entity: number for number, part in enumerate(parts) for entity in part}
    inside = [0.0] * len(parts)
    across: dict[tuple[int, int], float] = {}
    for left, right, tie in graph.edges(data=True):
        a, b = sorted((part_of[left], part_of[right]))
        weight = tie["weight"]
        if a == b:
            inside[a] += weight
        elif not tie["is_service"]:
            across[a, b] = across.get((a, b), 0.0) + weight
    crews = {number: list(part) for number, part in enumerate(parts)}
    while bound := _best_bound(inside, across):
        kept, gone = bound
        crews[kept] += crews.pop(gone)
        inside[kept] += inside[gone] + across.pop((kept, gone))
        for pair in [pair for pair in across if gone in pair]:
            weight = across.pop(pair)
            other = pair[0] if pair[1] == gone else pair[1]
            moved = (min(kept, other), max(kept, other))
            across[moved] = across.get(moved, 0.0) + weight
    return [sorted(crew) for _, crew in sorted(crews.items())]


def _best_bound(inside: list[float], across: dict[tuple[int, int], float]) -> tuple[int, int] | None:
    """The two parts most bound to each other, if bound enough.

    One after the other, because a few people between two gangs join the nearer one and then bind it little to the
    other; joined all at once they would make the two gangs one.
    """
    shares = [
        (-round(weight / max(min(inside[a], inside[b]), _WEAKEST_TIE), 6), a, b) for (a, b), weight in across.items()
    ]
    best = min(shares, default=(0.0, 0, 0))
    return (best[1], best[2]) if -best[0] >= _BINDING_SHARE else None


def _with_joint_work(case: ResolvedCase, members: pl.DataFrame, acts: pl.DataFrame, said: pl.DataFrame) -> pl.DataFrame:
    """Only communities that show joint work: acts of several members, a stated superior, a list of them."""
    working = (
        acts.join(members, left_on="actor_entity", right_on="entity_id")
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
    in_gang = rooms.select("thread_id", "entity_id").join(members, on="entity_id", how="left")
    own_rooms = (
        in_gang.group_by("thread_id", "gang_id")
        .agg(present=pl.len())
        .filter(pl.col("gang_id").is_not_null() & (pl.col("present") >= 2))
        .select("thread_id", "gang_id")
    )
    total = talk.group_by("entity_id").agg(total=pl.col("message_count").sum())
    inside = (
        members.join(talk, on="entity_id")
        .join(own_rooms, on=["thread_id", "gang_id"], how="semi")
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
    """GANG: label, size and time."""
    titles = case.threads.filter((pl.col("kind") == "group") & (pl.col("title").fill_null("") != ""))
    biggest = (
        rooms.join(members.select("gang_id", "entity_id"), on="entity_id")
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
        members.select("gang_id", "entity_id")
        .join(sides.group_by("entity_id").agg(pl.col("weight").sum().round(6)), on="entity_id", how="left")
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
