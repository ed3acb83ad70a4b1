"""The chart of a gang as plain text. Imports nothing heavy, so that the command line answers at once."""

from collections.abc import Mapping, Sequence

Row = Mapping[str, object]


def gang_tree(rows: Sequence[Row]) -> str:
    """Draw the rows of org_chart as a tree.

    Args:
        rows: Rows in chart order with depth and label; roles, other_gangs, coercion_signs, status and
            probability where known. A
            row stands under the nearest earlier row of smaller depth.

    Returns:
        One line per member; '[unseen]' is somebody only spoken of; '?' an edge of less than one half.
    """
    depths = [int(str(row["depth"])) for row in rows]
    return "\n".join(_branch(depths, place) + _words(row) for place, row in enumerate(rows))


def _branch(depths: Sequence[int], place: int) -> str:
    depth = depths[place]
    lines = ["│  " if _goes_on(depths, place, level) else "   " for level in range(1, depth)]
    if depth == 0:
        return ""
    return "".join(lines) + ("├─ " if _goes_on(depths, place, depth) else "└─ ")


def _goes_on(depths: Sequence[int], place: int, level: int) -> bool:
    """Whether a later row still hangs on the same line of this level."""
    for depth in depths[place + 1 :]:
        if depth <= level:
            return depth == level
    return False


def _words(row: Row) -> str:
    facts = []
    if row.get("roles"):
        facts.append(str(row["roles"]))
    if row.get("other_gangs"):
        facts.append(f"also in {row['other_gangs']}")
    if row.get("coercion_signs"):
        facts.append(f"signs of coercion ({row['coercion_signs']}): check")
    if row.get("status") == "unseen":
        facts.append("[unseen]")
    probability = row.get("probability")
    if probability is not None:
        facts.append(f"p={float(str(probability)):.2f}" + ("?" if float(str(probability)) < 0.5 else ""))
    return str(row["label"]) + (f"  ({'; '.join(facts)})" if facts else "")
