"""An entity's references and the links that hold them together, as SVG.

Layout: networkx's Kamada-Kawai (Kamada & Kawai 1989), which is deterministic for a given order of nodes. Limit: beyond
some forty references the labels run into each other; the strongest links are drawn and the rest is counted.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import networkx as nx

from resolvers.charts.templates import FONTS, drawn_width, shortened, template

Row = Mapping[str, object]

_WIDTH, _HEIGHT, _MARGIN = 860, 520, 90
_MOST_NODES = 40


@dataclass(frozen=True)
class _Node:
    x: float
    y: float
    width: float
    label: str
    kind: str


@dataclass(frozen=True)
class _Line:
    x1: float
    y1: float
    x2: float
    y2: float
    stroke: float
    label: str
    is_solid: bool


def alias_graph_svg(references: Sequence[Row], links: Sequence[Row], *, title: str) -> str:
    """Draw an entity.

    Args:
        references: Rows with reference, label (what to show) and kind (account, listed, called).
        links: Rows with left_reference, right_reference, match_weight and status.
        title: Name of the entity.

    Returns:
        A self-contained SVG document; the picture does not depend on the order of the rows.
    """
    shown = sorted(references, key=lambda row: str(row["reference"]))[:_MOST_NODES]
    graph = nx.Graph()
    graph.add_nodes_from(str(row["reference"]) for row in shown)
    ordered = sorted(links, key=lambda row: (str(row["left_reference"]), str(row["right_reference"])))
    for row in ordered:
        left, right = str(row["left_reference"]), str(row["right_reference"])
        if left in graph and right in graph:
            graph.add_edge(left, right, weight=float(str(row["match_weight"])), status=str(row["status"]))
    places = _places(graph)
    nodes = [_node(row, places[str(row["reference"])]) for row in shown]
    lines = [_line(places[a], places[b], facts) for a, b, facts in sorted(graph.edges(data=True), key=lambda e: e[:2])]
    rest = len(references) - len(shown)
    return template("alias_graph").render(
        title=shortened(title, 80),
        subtitle=f"{len(references)} references, {len(links)} links"
        + (f"; {rest} references not drawn" if rest else ""),
        nodes=nodes,
        lines=lines,
        width=_WIDTH,
        height=_HEIGHT,
        fonts=FONTS,
    )


def _places(graph: nx.Graph) -> dict[str, tuple[float, float]]:
    if graph.number_of_nodes() == 1:
        return {next(iter(graph)): (_WIDTH / 2, _HEIGHT / 2)}
    # Weights are not distances: every link is drawn equally long, only its stroke tells its weight.
    layout = nx.kamada_kawai_layout(graph, weight=None)
    return {
        node: (
            round(_WIDTH / 2 + float(x) * (_WIDTH / 2 - _MARGIN), 1),
            round(_HEIGHT / 2 + 20 + float(y) * (_HEIGHT / 2 - _MARGIN), 1),
        )
        for node, (x, y) in layout.items()
    }


def _node(row: Row, place: tuple[float, float]) -> _Node:
    label = shortened(str(row["label"]), 30)
    return _Node(place[0], place[1], max(drawn_width(label, 13) + 18, 50), label, str(row["kind"]))


def _line(start: tuple[float, float], end: tuple[float, float], facts: Mapping[str, object]) -> _Line:
    weight = float(str(facts["weight"]))
    return _Line(
        *start,
        *end,
        stroke=min(1.0 + max(weight, 0.0) / 6, 6.0),
        label=f"{weight:+.1f}",
        is_solid=facts["status"] in ("corroborated", "confirmed"),
    )
