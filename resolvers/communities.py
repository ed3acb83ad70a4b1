"""Communities of entities: who works together more than with others.

Ties are weighted, weak ones dropped, and the rest split by modularity (Blondel et al., "Fast unfolding of communities
in large networks", J. Stat. Mech. 2008). Parts that more than trade, and more than one person, holds together are
joined again, because a gang with three teams is one gang and a supplier of two gangs makes them none; so is a splinter
with the part whose rooms bear the same rare word. Whoever stands in no part then, or in one without a command that
binds him to it, goes where most of his ties lie, if they lie in one part.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

import networkx as nx
import polars as pl

# A tie below this is a chance meeting: one message each in a room of many.
_WEAKEST_TIE = 0.25
# Parts bound to each other by more than this share of what holds the smaller one together are one gang.
_BINDING_SHARE = 0.06
_FEWEST_MEMBERS = 3
# Who is in no part, or only by chance: ties of so much to one part, and so large a share of his ties to parts.
_FEWEST_BITS = 0.5
_CLEAR_SHARE = 0.6
# A word of room titles that two parts alone share says they are one when so many rooms bear it.
_FEWEST_TITLES = 3
# … and one of them is a splinter of less than this share of the other: two big gangs may well use the same words.
_SPLINTER = 0.5
_SEED = 7
# Who is tied only to somebody who finds his own place in one round finds his in the next.
_ROUNDS = 2


def communities(ties: pl.DataFrame, title_words: Mapping[str, Sequence[str]]) -> list[list[str]]:
    """Divide entities into communities of at least three.

    Args:
        ties: As resolvers.closeness gives them, without anybody protected.
        title_words: By entity, the words of the titles of rooms he writes in, one for each room that has it.

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
    parts = _with_same_titles([part for part in parts if len(part) >= _FEWEST_MEMBERS], title_words)
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


def _with_same_titles(parts: list[list[str]], title_words: Mapping[str, Sequence[str]]) -> list[list[str]]:
    """Join parts whose rooms alone bear a word."""
    rooms: defaultdict[str, set[str]] = defaultdict(set)
    bearers: defaultdict[str, set[int]] = defaultdict(set)
    for number, part in enumerate(parts):
        for entity in part:
            for word in title_words.get(entity, ()):
                name, _, room = word.partition("\x1f")
                rooms[name].add(room)
                bearers[name].add(number)
    graph = nx.Graph()
    graph.add_nodes_from(range(len(parts)))
    for word in sorted(rooms):
        pair = sorted(bearers[word], key=lambda number: (len(parts[number]), number))
        if (
            len(pair) == 2
            and len(rooms[word]) >= _FEWEST_TITLES
            and len(parts[pair[0]]) < _SPLINTER * len(parts[pair[1]])
        ):
            graph.add_edge(*pair)
    return [sorted(entity for number in found for entity in parts[number]) for found in nx.connected_components(graph)]


def words_of_title(title: str) -> list[str]:
    """Words that may name a gang in the title of its rooms: pairs of Chinese characters, words of four letters."""
    words = [run[at : at + 2] for run in re.findall(r"[\u4e00-\u9fff]+", title) for at in range(len(run) - 1)]
    return words + re.findall(r"[^\W\d_\u4e00-\u9fff]{4,}", title.lower())


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
