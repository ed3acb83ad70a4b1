"""The rows of a published snapshot, for comparing two of them."""

from pathlib import Path

from warehouse.connection import open_snapshot
from warehouse.schema.history import HISTORY_NAMES
from warehouse.schema.published import PUBLISHED_RELATIONS

# What tells of runs and their times differs from run to run by nature.
OF_RUNS = frozenset({"resolver_run", "entity_event"}) | HISTORY_NAMES


def published_tables(file: Path) -> dict[str, list[tuple[object, ...]]]:
    """Rows of every relation but those of runs, in the order the snapshot keeps them."""
    with open_snapshot(file) as snapshot:
        return {
            relation.name: snapshot.execute(f"select * from {relation.name}")
            for relation in PUBLISHED_RELATIONS
            if relation.name not in OF_RUNS
        }


def differing(left: dict[str, list[tuple[object, ...]]], right: dict[str, list[tuple[object, ...]]]) -> dict[str, str]:
    """Relations whose rows differ, each with its first difference."""
    found = {}
    for name, rows in left.items():
        if rows != right[name]:
            pairs = enumerate(zip(rows, right[name], strict=False))
            first = next((f"row {i}: {a} / {b}" for i, (a, b) in pairs if a != b), "only the number of rows")
            found[name] = f"{len(rows)} / {len(right[name])} rows; {first}"
    return found
