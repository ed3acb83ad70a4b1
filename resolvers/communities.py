"""Communities of entities: who works together more than with others.

Ties are weighted, weak ones dropped, and the rest split by modularity (Blondel et al., "Fast unfolding of communities
in large networks", J. Stat. Mech. 2008). Parts that more than trade, and more than one person, holds together are
joined again, because a gang with three teams is one gang and a supplier of two gangs makes them none; so are splinters
that share more marks than strangers do. Whoever stands in no part then, or in one without a command that binds him to
it, goes where most of his ties lie, if they lie in one part.
"""

from collections import defaultdict
from collections.abc import Mapping

import networkx as nx
import polars as pl

from resolvers.splinters import Marks, rejoined_splinters

# A tie below this is a chance meeting: one message each in a room of many.
_WEAKEST_TIE = 0.25
# Parts bound to each other by more than this share of what holds the smaller one together are one gang.
_BINDING_SHARE = 0.06
_FEWEST_MEMBERS = 3
# Who is in no part, or only by chance: ties of so much to one part, and so large a share of his ties to parts.
_FEWEST_BITS = 0.5
_CLEAR_SHARE = 0.6
_SEED = 7
# Who is tied only to somebody who finds his own place in one round finds his in the next.
_ROUNDS = 2


def communities(ties: pl.DataFrame, marks: Marks) -> list[list[str]]:
    """Divide entities into communities of at least three.

    Args:
        ties: As resolvers.closeness gives them, without anybody protected.
        marks: As resolvers.gang_marks gives them.

    Returns:
        Members of each community, sorted; sorted.
    """
    graph = nx.Graph()
    strong = ties.filter(pl.col("weight") >= _WEAKEST_TIE).sort("entity_l", "entity_r")
    for left, right, weight, is_service in strong.select("entity_l", "entity_r", "weight", "is_service").iter_rows():
        graph.add_edge(left, right, weight=weight, is_service=is_service)
    parts: list[list[str]] = []
    for component in sorted(sorted(found) for found in nx.connected_components(graph)):
        if len(component) >= _FEWEST_MEMBERS:
            inner = nx.Graph()
            inner.add_nodes_from(component)
            edges = graph.subgraph(component).edges(data=True)
            inner.add_edges_from(
                sorted(((min(a, b), max(a, b), tie) for a, b, tie in edges), key=lambda edge: edge[:2])
            )
            split = nx.community.louvain_communities(inner, "weight", seed=_SEED)
            parts += _rejoined(inner, [sorted(found) for found in split])
    parts = rejoined_splinters([part for part in parts if len(part) >= _FEWEST_MEMBERS], marks)
    for _ in range(_ROUNDS):
        parts = _settled(ties, sorted(parts))
    return sorted(part for part in parts if len(part) >= _FEWEST_MEMBERS)


def _rejoined(graph: nx.Graph, parts: list[list[str]]) -> list[list[str]]:
    """Join communities that hang together by more than thin service ties and more than one person.

    One after the other, because a few people between two gangs join the nearer one and then bind it little to the
    other; joined all at once they would make the two gangs one. One person alone binds none: he may be two by mistake.
    """
    parts = sorted(parts)
    while True:
        part_of = {entity: number for number, part in enumerate(parts) for entity in part}
        inside = [0.0] * len(parts)
        across: defaultdict[tuple[int, int], defaultdict[str, float]] = defaultdict(lambda: defaultdict(float))
        for left, right, tie in graph.edges(data=True):
            a, b = sorted((part_of[left], part_of[right]))
            if a == b:
                inside[a] += tie["weight"]
            elif not tie["is_service"]:
                across[a, b][left] += tie["weight"]
                across[a, b][right] += tie["weight"]
        shares = [
            (-round(_without_strongest(by) / max(min(inside[a], inside[b]), _WEAKEST_TIE), 6), a, b)
            for (a, b), by in across.items()
        ]
        share, kept, gone = min(shares, default=(0.0, 0, 0))
        if -share < _BINDING_SHARE:
            return parts
        joined = sorted(parts[kept] + parts[gone])
        parts = sorted([*(part for number, part in enumerate(parts) if number not in (kept, gone)), joined])


def _without_strongest(by_entity: Mapping[str, float]) -> float:
    """Weight between two parts without the one person who binds them most; each tie stands with both its ends."""
    return sum(by_entity.values()) / 2 - max(by_entity.values())


def _settled(ties: pl.DataFrame, parts: list[list[str]]) -> list[list[str]]:
    """Parts with everybody where most of his ties lie; who is bound by a command stays where he is."""
    schema = {"entity_id": pl.String(), "part": pl.Int64()}
    rows = [(entity, number) for number, part in enumerate(parts) for entity in part]
    part_of = pl.DataFrame(rows, schema=schema, orient="row")
    both = pl.concat(
        [
            ties.select("weight", "is_command", entity_id="entity_l", other="entity_r"),
            ties.select("weight", "is_command", entity_id="entity_r", other="entity_l"),
        ]
    ).join(part_of.rename({"entity_id": "other"}), on="other")
    near = (
        both.group_by("entity_id", "part")
        .agg(pl.col("weight").sum().round(6), is_command=pl.col("is_command").any())
        .with_columns(share=pl.col("weight") / pl.col("weight").sum().over("entity_id"))
        .sort("entity_id", "weight", "part", descending=[False, True, False])
    )
    bound = part_of.join(near.filter("is_command"), on=["entity_id", "part"], how="semi")
    clear = (
        near.unique("entity_id", keep="first", maintain_order=True)
        .filter((pl.col("weight") >= _FEWEST_BITS) & (pl.col("share") >= _CLEAR_SHARE))
        .select("entity_id", "part")
        .join(bound, on="entity_id", how="anti")
    )
    settled = pl.concat([bound, clear]).sort("part", "entity_id")
    return [group["entity_id"].to_list() for _, group in settled.group_by("part", maintain_order=True)]
