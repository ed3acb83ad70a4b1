"""A home's one synthetic case as the describing steps take it, and its answer key."""

import shutil
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.roles_key import Key, read_key
from pipelines.steps.describe import resolved_case
from resolvers.acts.read import acts
from resolvers.contract import ResolvedCase
from warehouse.connection import Warehouse
from warehouse.migrate import migrate


def case_of_home(home: Path) -> tuple[ResolvedCase, Key]:
    """The case of a home, its acts read anew, and the key that lies somewhere below the home."""
    return case_alone(home), read_key(sorted(home.glob("**/answers"))[0])


def case_alone(home: Path) -> ResolvedCase:
    """The case of a home, its acts read anew."""
    # A home linked by earlier code is brought to today's layout in a copy, and stays as it is.
    with TemporaryDirectory() as folder:
        copy = Path(shutil.copy(home / "warehouse.duckdb", folder))
        with Warehouse(copy) as warehouse:
            migrate(warehouse)
            case_id = str(warehouse.execute("select min(case_id) from frame.cluster_member")[0][0])
            case = resolved_case(warehouse, case_id)
    frames = case.frames
    return replace(case, acts=acts(frames.utterances, frames.mentions, frames.names))
