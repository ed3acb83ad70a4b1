"""Publish: what a run resolved is remembered, the run written down, and the new snapshot swapped in."""

import logging
from datetime import datetime
from pathlib import Path

from pipelines.linking import LinkingChoice, code_version, configuration_text
from pipelines.steps.case_step import cases_to_resolve
from warehouse.cases import mark_resolved
from warehouse.connection import Warehouse
from warehouse.publish import RunRecord, publish_snapshot

logger = logging.getLogger("steelnail.steps")


def publish(  # noqa: PLR0913 - a run is told by three facts, and nothing else here has them together
    warehouse: Warehouse,
    published: Path,
    choice: LinkingChoice,
    *,
    is_whole: bool,
    run_id: str,
    started_at: datetime,
    ended_at: datetime,
) -> Path:
    """Build, audit and swap in a snapshot of all that stands in the warehouse.

    Where the run took every step, its cases are marked as resolved first: all their tables stand by now, whatever the
    audit says of them.

    Args:
        warehouse: The working database.
        published: Folder of the snapshots.
        choice: Settings of the run, and which case.
        is_whole: Whether this run took every step before.
        run_id: The run.
        started_at: When it started, UTC.
        ended_at: When its last step began, UTC.

    Returns:
        The published file.

    Raises:
        GateFailed: When an audit fails; yesterday's snapshot stays.
    """
    configuration = configuration_text(choice.settings)
    resolved = cases_to_resolve(warehouse, choice) if is_whole else []
    for case_id in resolved:
        mark_resolved(warehouse, case_id, configuration)
    run = RunRecord(run_id, started_at, ended_at, configuration, code_version(), tuple(resolved))
    current = publish_snapshot(warehouse, published, run)
    logger.info("published as %s", current)
    return current
