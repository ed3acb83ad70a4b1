"""The chart of a gang as SVG: one line a person, indented under the superior that is best supported.

Solid lines are well supported, dashed ones weak; an empty box is somebody only spoken of. An indented tree stays
readable from eight to four hundred people, where a drawn graph does not.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from resolvers.charts.gang_rows import KEPT, SOLID
from resolvers.charts.templates import FONTS, drawn_width, shortened, template

Row = Mapping[str, object]

_LINE = 34
_INDENT = 34
_TOP = 64
_LEFT = 24
_BOX_HEIGHT = 26


@dataclass(frozen=True)
class _Box:
    x: float
    y: float
    width: float
    label: str
    note: str
    kind: str
    parent_y: float | None
    is_solid: bool


def gang_svg(rows: Sequence[Row], *, title: str) -> str:
    """Draw the rows of `org_chart`.

    Args:
        rows: Rows with depth, entity_id, label, roles, leadership_rank, superior_id, probability and status, and
            kept_share and other_gangs where known, in the order of the chart; protected persons already masked.
        title: Name of the gang.

    Returns:
        A self-contained SVG document, at most one line per row.
    """
    boxes: list[_Box] = []
    places: dict[str, float] = {}
    for number, row in enumerate(rows):
        y = _TOP + number * _LINE
        places[str(row["entity_id"])] = y
        boxes.append(_box(row, y, places.get(str(row["superior_id"])) if row["superior_id"] else None))
    widest = max((box.x + box.width + drawn_width(box.note, 12) + 24 for box in boxes), default=320)
    return template("gang").render(
        title=shortened(title, 80),
        subtitle=f"{len(rows)} people · leads, not proof 线索，非证据",
        boxes=boxes,
        box_height=_BOX_HEIGHT,
        indent=_INDENT,
        width=round(max(widest, 520)),
        height=_TOP + len(rows) * _LINE + 44,
        fonts=FONTS,
    )


def _box(row: Row, y: float, parent_y: float | None) -> _Box:
    depth = int(str(row["depth"]))
    label = shortened(str(row["label"]), 28)
    probability = row["probability"]
    notes = [shortened(str(row["roles"]), 60)] if row["roles"] else []
    if row.get("other_gangs"):
        notes.append(f"↔ {shortened(str(row['other_gangs']), 40)}")
    if isinstance(probability, int | float) and depth:
        notes.append(f"p {probability:.2f}")
    is_masked = row["label"] == "protected person"
    kind = "unseen" if row["status"] == "unseen" else "masked" if is_masked else "lead" if depth == 0 else "member"
    return _Box(
        x=_LEFT + depth * _INDENT,
        y=y,
        width=max(drawn_width(label, 14) + 20, 56),
        label=label,
        note=" · ".join(notes),
        kind=kind,
        parent_y=parent_y,
        is_solid=isinstance(probability, int | float) and probability >= SOLID and _is_stable(row.get("kept_share")),
    )


def _is_stable(kept_share: object) -> bool:
    """Whether enough draws keep the edge; what no draw was made of (older snapshots, judged edges) is not doubted."""
    return not isinstance(kept_share, int | float) or kept_share >= KEPT
