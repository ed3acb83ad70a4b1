"""The drawn part of a gang's page: who stands above whom, from left to right.

Layout: networkx's multipartite layout, one column a level, people in the order of the chart, in which the branches of a
tree do not cross. Limit: a column of forty boxes is the most that reads well, so of a big gang only those who lead
somebody are drawn, each with the size of the team below.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import networkx as nx

from resolvers.charts.gang_rows import Command, Member, relation_words
from resolvers.charts.templates import drawn_width

# Up to here everybody is drawn.
_EVERYBODY = 30
_MOST_LEADERS = 40
_BOX_WIDTH, _BOX_HEIGHT = 200, 46
_COLUMN, _ROW = 300, 58
_MARGIN = 14
_NAME_SIZE, _NOTE_SIZE = 14, 11.5


@dataclass(frozen=True)
class Box:
    """A person drawn; x and y are the left upper corner, in pixels."""

    x: float
    y: float
    name: str
    note: str
    rank: str
    team: str
    kind: str
    title: str


@dataclass(frozen=True)
class Line:
    """A command drawn as a path, with its probability beside the subordinate's box."""

    path: str
    is_solid: bool
    is_main: bool
    label: str
    label_x: float
    label_y: float
    title: str


@dataclass(frozen=True)
class Drawing:
    """Boxes and lines, the size of the picture, and how many people were left out (cut: leaders among them)."""

    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    width: int
    height: int
    box_width: int
    box_height: int
    rest: int
    cut: int


def leaders_drawn(members: Sequence[Member], commands: Sequence[Command], words: Mapping[str, str]) -> Drawing:
    """Draw a gang.

    Args:
        members: The people in chart order.
        commands: Edges between them.
        words: Words of the page.

    Returns:
        The drawing; without boxes where nobody stands above anybody.
    """
    superior = {member.entity_id: member.superior_id for member in members}
    teams = _team_sizes(superior)
    tied = {end for edge in commands for end in (edge.superior_id, edge.subordinate_id)}
    placed = [member for member in members if member.entity_id in tied]
    leaders = [member for member in placed if teams[member.entity_id]]
    # Cut by level first: whoever is drawn has the superior drawn, too.
    shown = placed if len(placed) <= _EVERYBODY else sorted(leaders, key=_level_and_rank)[:_MOST_LEADERS]
    kept = {member.entity_id for member in shown}
    shown = [member for member in members if member.entity_id in kept]
    places = _places(shown)
    boxes = tuple(_box(member, places[member.entity_id], teams[member.entity_id], words) for member in shown)
    names = {member.entity_id: member.name for member in shown}
    inside = [edge for edge in commands if edge.superior_id in kept and edge.subordinate_id in kept]
    lines = tuple(
        _line(edge, places, names, words, is_main=superior[edge.subordinate_id] == edge.superior_id) for edge in inside
    )
    return Drawing(
        boxes,
        # The main lines last, so that they lie on top.
        tuple(sorted(lines, key=lambda line: line.is_main)),
        round(max((box.x + _BOX_WIDTH for box in boxes), default=0) + _MARGIN + 30),
        round(max((box.y + _BOX_HEIGHT for box in boxes), default=0) + _MARGIN),
        _BOX_WIDTH,
        _BOX_HEIGHT,
        rest=len(members) - len(shown),
        cut=0 if shown == placed else len(leaders) - len(shown),
    )


def fitted(text: str, width: float, size: float) -> str:
    """A text that is drawn no wider than this, with an ellipsis where it was cut."""
    if drawn_width(text, size) <= width:
        return text
    kept = text
    while kept and drawn_width(kept + "…", size) > width:
        kept = kept[:-1]
    return kept.rstrip() + "…"


def _level_and_rank(member: Member) -> tuple[int, int, str]:
    return member.depth, member.rank or 1_000_000, member.entity_id


def _team_sizes(superior: Mapping[str, str | None]) -> Counter[str]:
    """How many people stand below each, at any level."""
    sizes: Counter[str] = Counter()
    for person in superior:
        above, seen = superior[person], {person}
        while above is not None and above not in seen:
            sizes[above] += 1
            seen.add(above)
            above = superior.get(above)
    return sizes


def _places(shown: Sequence[Member]) -> dict[str, tuple[float, float]]:
    """Left upper corners: networkx gives places around 0, here they become columns and rows of a fixed step."""
    levels: dict[int, list[str]] = {}
    for member in shown:
        levels.setdefault(member.depth, []).append(member.entity_id)
    graph = nx.DiGraph()
    graph.add_nodes_from(member.entity_id for member in shown)
    layout = nx.multipartite_layout(graph, subset_key=levels, align="vertical")
    if not layout:
        return {}
    xs, ys = [float(place[0]) for place in layout.values()], [float(place[1]) for place in layout.values()]
    tallest = max(len(level) for level in levels.values()) - 1
    across = (len(levels) - 1) * _COLUMN / ((max(xs) - min(xs)) or 1.0)
    down = tallest * _ROW / ((max(ys) - min(ys)) or 1.0)
    return {
        node: (round(_MARGIN + (float(x) - min(xs)) * across, 1), round(_MARGIN + (float(y) - min(ys)) * down, 1))
        for node, (x, y) in layout.items()
    }


def _box(member: Member, place: tuple[float, float], team: int, words: Mapping[str, str]) -> Box:
    rank = f"#{member.rank}" if member.rank else ""
    team_words = words["team"].format(count=team) if team else ""
    room = _BOX_WIDTH - 18
    mark, also = ("↔ ", words["also_in"].format(gangs=member.other_gangs)) if member.other_gangs else ("", "")
    return Box(
        *place,
        name=fitted(mark + member.name, room - drawn_width(rank, _NOTE_SIZE) - 6, _NAME_SIZE),
        note=fitted(" · ".join(member.roles), room - drawn_width(team_words, _NOTE_SIZE) - 6, _NOTE_SIZE),
        rank=rank,
        team=team_words,
        kind=member.kind,
        title=f"{member.name} ({member.entity_id}) {', '.join((*member.roles, *filter(None, [also])))}".strip(),
    )


def _line(
    edge: Command,
    places: Mapping[str, tuple[float, float]],
    names: Mapping[str, str],
    words: Mapping[str, str],
    *,
    is_main: bool,
) -> Line:
    (left, top), (right, bottom) = places[edge.superior_id], places[edge.subordinate_id]
    x1, y1, y2 = left + _BOX_WIDTH, top + _BOX_HEIGHT / 2, bottom + _BOX_HEIGHT / 2
    # Into the left side of a box further right, level at the end, where the label stands; else around, into its
    # right side.
    if right > left:
        path = f"M{x1:g} {y1:g} C{x1 + 34:g} {y1:g} {right - 74:g} {y2:g} {right - 40:g} {y2:g} H{right:g}"
    else:
        bend = max(left, right) + _BOX_WIDTH + 36
        path = f"M{x1:g} {y1:g} C{bend:g} {y1:g} {bend:g} {y2:g} {right + _BOX_WIDTH:g} {y2:g}"
    return Line(
        path,
        edge.is_solid,
        is_main,
        f"{edge.probability:.2f}" if is_main else "",
        right - 6,
        y2 - 4,
        relation_words(edge, names[edge.superior_id], names[edge.subordinate_id], words),
    )
