"""Publish: what a run resolved is remembered, the run written down, and the new snapshot swapped in."""

import logging
from datetime import datetime
from pathlib import Path

from pipelines.linking import LinkingChoice, code_version, configuration_text
from pipelines.steps.case_step import cases_to_resolve, resolution_text
from resolvers.contract import CURRENT
from warehouse.cases import mark_resolved
from warehouse.connection import Warehouse
from warehouse.publish import RunRecord, publish_snapshot
from warehouse.resolver_choices import ResolverChoice, latest_choice, record_choice

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
    resolved = cases_to_resolve(warehouse, choice) if is_whole else []
    for case_id in resolved:
        mark_resolved(warehouse, case_id, resolution_text(choice.settings))
    made_with = {case_id: _weights_of(warehouse, case_id, choice, run_id, ended_at) for case_id in resolved}
    configuration = configuration_text(choice.settings, made_with)
    run = RunRecord(run_id, started_at, ended_at, configuration, code_version(), tuple(resolved))
    current = publish_snapshot(warehouse, published, run)
    logger.info("published as %s", current)
    return current


def _weights_of(
    warehouse: Warehouse, case_id: str, choice: LinkingChoice, run_id: str, ended_at: datetime
) -> dict[str, str]:
    """Resolver and version of its weights that a case was resolved with; a decision on them is written down.

    What a run names and cannot be followed (nothing to learn from) is no decision: the case stays with what it has.
    """
    used = warehouse.read_frame("read_resolver_trial", case_id=case_id).filter("is_used").row(0, named=True)
    asked, resolver = choice.settings.resolver, str(used["resolver"])
    before = latest_choice(warehouse, case_id)
    is_other = before is None or (before[0], before[2]) != (resolver, dict(choice.settings.scorer_weights))
    was_followed = asked in (resolver, "best")
    if asked != CURRENT and was_followed and (is_other or choice.signed_by):
        given = choice.settings.scorer_weights if resolver == "given" else {}
        signed = choice.signed_by or used["decided_by"]
        because = choice.because or str(used["reason"])
        version = str(used["weights_version"])
        record_choice(
            warehouse, ResolverChoice(case_id, asked, resolver, version, signed, because, given), run_id, ended_at
        )
    return {"resolver": resolver, "weights_version": str(used["weights_version"])}
