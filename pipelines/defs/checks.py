"""Checks of a run: the blocking ones stop publication, so yesterday's snapshot stays."""

from collections.abc import Callable

import dagster as dg

from pipelines.metadata import finding_metadata
from pipelines.resources import WarehouseResource
from pipelines.steps import checks
from pipelines.tables import WRITER_POOL
from warehouse.connection import Warehouse


def _table_check(
    asset: str, look: Callable[[Warehouse], checks.Finding], *, blocking: bool
) -> dg.AssetChecksDefinition:
    """The asset check of a look at the tables: its docstring says what must hold."""
    severity = dg.AssetCheckSeverity.ERROR if blocking else dg.AssetCheckSeverity.WARN

    @dg.asset_check(
        asset=dg.AssetKey(asset),
        name=look.__name__,
        description=look.__doc__,
        blocking=blocking,
        pool=WRITER_POOL,
    )
    def _check(warehouse: WarehouseResource) -> dg.AssetCheckResult:
        finding = look(warehouse.database)
        return dg.AssetCheckResult(
            passed=finding.passed,
            severity=severity,
            description=finding.sentence,
            metadata=finding_metadata(finding),
        )

    return _check


table_checks = [
    _table_check("exhibit", checks.conservation, blocking=True),
    _table_check("pair_evidence", checks.links_lead_to_exhibits, blocking=True),
    _table_check("cluster_member", checks.orphans, blocking=True),
    _table_check("cluster_member", checks.cluster_size, blocking=False),
    _table_check("dropped_block", checks.dropped_blocks, blocking=False),
]
