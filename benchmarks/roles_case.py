"""A home's one synthetic case as the describing steps take it, and its answer key."""

from dataclasses import replace
from pathlib import Path

from benchmarks.roles_key import Key, read_key
from pipelines.steps.describe import resolved_case
from resolvers.acts.read import acts
from resolvers.contract import ResolvedCase
from warehouse.connection import Warehouse


def case_of_home(home: Path) -> tuple[ResolvedCase, Key]:
    """The case of a home, its acts read anew, and the key that lies somewhere below the home."""
    key = read_key(sorted(home.glob("**/answers"))[0])
    with Warehouse(home / "warehouse.duckdb", read_only=True) as warehouse:
        case_id = str(warehouse.execute("select min(case_id) from frame.cluster_member")[0][0])
        case = resolved_case(warehouse, case_id)
    frames = case.frames
    return replace(case, acts=acts(frames.utterances, frames.mentions, frames.names)), key
