"""The chart of a gang as a self-contained SVG: an indented tree from boss to hands, readable with hundreds."""

from collections.abc import Mapping, Sequence

from resolvers.charts.svg_text import box, clipped, line, picture, words

Row = Mapping[str, object]

_BOX_WIDTH, _BOX_HEIGHT = 230, 40
_STEP_X, _STEP_Y = 46, 54
_MARGIN, _TOP = 24, 70
_FILLS = ("#ffe8cc", "#fff3d6", "#e3f2ec", "#e6eef8", "#f0f1f4")
_UNSEEN, _MASKED = "#ffffff", "#e4e7eb"


def gang_svg(rows: Sequence[Row], title: str) -> str:
    """Draw the rows of org_chart.

    Args:
        rows: Rows in chart order with depth, label, entity_id; roles, status and probability where known. Labels of
            protected persons come masked.
        title: Name of the gang.

    Returns:
        SVG text. Solid edges are likelier than not, dashed ones weak; an empty dashed box is somebody only spoken of.
    """
    parts = [
        words(_MARGIN, 30, title, size=19, anchor="start"),
        words(
            _MARGIN,
            50,
            f"{len(rows)} members · 虚线 dashed: weak · 空框 empty box: only spoken of · leads, not proof",
            size=11,
            colour="#52606d",
            anchor="start",
        ),
    ]
    last_at_depth: dict[int, int] = {}
    deepest = 0
    for place, row in enumerate(rows):
        depth = int(str(row["depth"]))
        deepest = max(deepest, depth)
        if depth > 0 and depth - 1 in last_at_depth:
            parts.append(_edge(last_at_depth[depth - 1], place, depth, row))
        last_at_depth[depth] = place
    parts += [_member(place, row) for place, row in enumerate(rows)]
    width = 2 * _MARGIN + max(deepest * _STEP_X + _BOX_WIDTH, 560)
    return picture(width, _TOP + len(rows) * _STEP_Y + _MARGIN, title, parts)


def _corner(place: int, depth: int) -> tuple[float, float]:
    return _MARGIN + depth * _STEP_X, _TOP + place * _STEP_Y


def _edge(superior: int, place: int, depth: int, row: Row) -> str:
    left, top = _corner(superior, depth - 1)
    _, below = _corner(place, depth)
    probability = row.get("probability")
    is_weak = probability is None or float(str(probability)) < 0.5
    x, middle = left + _STEP_X / 2, below + _BOX_HEIGHT / 2
    return line(x, top + _BOX_HEIGHT, x, middle, is_dashed=is_weak) + line(
        x, middle, left + _STEP_X, middle, is_dashed=is_weak
    )


def _member(place: int, row: Row) -> str:
    depth = int(str(row["depth"]))
    x, y = _corner(place, depth)
    is_unseen = row.get("status") == "unseen"
    label = str(row["label"])
    fill = _UNSEEN if is_unseen else _MASKED if label == "protected person" else _FILLS[min(depth, len(_FILLS) - 1)]
    facts = str(row.get("roles") or ("only spoken of" if is_unseen else ""))
    lower = y + (16 if facts else 25)
    drawn = box(x, y, _BOX_WIDTH, _BOX_HEIGHT, fill=fill, is_dashed=is_unseen)
    drawn += words(x + _BOX_WIDTH / 2, lower, clipped(label, 28))
    if facts:
        drawn += words(x + _BOX_WIDTH / 2, y + 32, clipped(facts, 38), size=10, colour="#52606d")
    return drawn
