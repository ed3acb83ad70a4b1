"""The references of one entity and the links between them as a self-contained SVG: why these names are one person."""

from collections.abc import Mapping, Sequence

import networkx as nx

from resolvers.charts.svg_text import box, clipped, line, picture, words

Row = Mapping[str, object]

# More names than this are no picture any more; the rest is counted in the title.
_MOST_SHOWN = 60
_WIDTH_PER_ROOT = 190.0
_BOX_WIDTH, _BOX_HEIGHT = 170.0, 40.0
_FILLS = {"account": "#e6eef8", "listed": "#fff3d6", "called": "#e3f2ec"}


def alias_graph_svg(references: Sequence[Row], links: Sequence[Row], title: str) -> str:
    """Draw an entity.

    Args:
        references: reference, label, kind.
        links: left_reference, right_reference, match_weight (bits), status.
        title: Name of the entity.

    Returns:
        SVG text. Solid links were decided by a person or by two kinds of evidence; dashed ones rest on one.
    """
    shown = sorted(references, key=lambda row: str(row["reference"]))[:_MOST_SHOWN]
    known = {str(row["reference"]) for row in shown}
    drawn_links = sorted(
        (row for row in links if str(row["left_reference"]) in known and str(row["right_reference"]) in known),
        key=lambda row: (str(row["left_reference"]), str(row["right_reference"])),
    )
    places, side = _places(sorted(known), drawn_links)
    parts = [words(24, 30, title, size=19, anchor="start")]
    left_out = len(references) - len(shown)
    note = f"{len(references)} references · {len(drawn_links)} links" + (f" · {left_out} not drawn" if left_out else "")
    parts.append(words(24, 50, note, size=11, colour="#52606d", anchor="start"))
    parts += [_link(row, places) for row in drawn_links]
    parts += [_reference(row, places[str(row["reference"])]) for row in shown]
    return picture(side + 2 * _BOX_WIDTH, side * 0.75 + 170, title, parts)


def _places(references: list[str], links: list[Row]) -> tuple[dict[str, tuple[float, float]], float]:
    """Kamada-Kawai layout ("An algorithm for drawing general undirected graphs", IPL 31, 1989) from a fixed start."""
    graph = nx.Graph()
    graph.add_nodes_from(references)
    graph.add_edges_from((str(row["left_reference"]), str(row["right_reference"])) for row in links)
    side = max(260.0, _WIDTH_PER_ROOT * len(references) ** 0.5)
    start = nx.circular_layout(graph)
    layout = nx.kamada_kawai_layout(graph, pos=start) if len(references) > 2 else start
    return {
        name: (_BOX_WIDTH + (1 + float(x)) * side / 2, 110 + (1 + float(y)) * side * 0.75 / 2)
        for name, (x, y) in layout.items()
    }, side


def _link(row: Row, places: Mapping[str, tuple[float, float]]) -> str:
    (x1, y1), (x2, y2) = places[str(row["left_reference"])], places[str(row["right_reference"])]
    is_firm = row.get("status") in ("corroborated", "confirmed")
    weight = row.get("match_weight")
    label = "" if weight is None else f"{float(str(weight)):+.1f} bit"
    return line(x1, y1, x2, y2, is_dashed=not is_firm) + words(
        (x1 + x2) / 2, (y1 + y2) / 2 - 4, label, size=10, colour="#52606d"
    )


def _reference(row: Row, place: tuple[float, float]) -> str:
    x, y = place
    kind = str(row.get("kind", "account"))
    drawn = box(
        x - _BOX_WIDTH / 2,
        y - _BOX_HEIGHT / 2,
        _BOX_WIDTH,
        _BOX_HEIGHT,
        fill=_FILLS.get(kind, "#f0f1f4"),
        is_dashed=kind == "called",
    )
    return (
        drawn
        + words(x, y - 1, clipped(str(row.get("label") or row["reference"]), 24), size=12)
        + words(x, y + 14, kind, size=9, colour="#52606d")
    )
