"""What the warehouse remembers of each case between runs: what was resolved, and which ids were given."""

from datetime import datetime

import polars as pl

from warehouse.connection import Warehouse
from warehouse.schema.frames import CLUSTER_MEMBER, ENTITY_EVENT


def case_ids(warehouse: Warehouse) -> list[str]:
    """All cases that own a seizure, in name order."""
    return [str(row[0]) for row in warehouse.execute("select distinct case_id from ledger.seizure order by case_id")]


def evidence_key(warehouse: Warehouse, case_id: str) -> str:
    """A hash of all a resolution depends on: what was read and what people decided."""
    return str(warehouse.read_frame("read_evidence_key", case_id=case_id).item())


def needs_resolving(warehouse: Warehouse, case_id: str, configuration: str) -> bool:
    """Whether evidence, judgements or settings changed since the case was last resolved."""
    rows = warehouse.execute(
        "select evidence_key, configuration from ledger.resolved_case where case_id = $case_id", {"case_id": case_id}
    )
    return rows != [(evidence_key(warehouse, case_id), configuration)]


def has_new_evidence(warehouse: Warehouse, case_id: str) -> bool:
    """Whether the case was read or judged since its last resolution, whatever the settings of that were."""
    rows = warehouse.execute(
        "select evidence_key from ledger.resolved_case where case_id = $case_id", {"case_id": case_id}
    )
    return rows != [(evidence_key(warehouse, case_id),)]


def mark_resolved(warehouse: Warehouse, case_id: str, configuration: str) -> None:
    """Remember what the case's resolution saw; the last step of a resolution."""
    key = evidence_key(warehouse, case_id)
    with warehouse.transaction():
        warehouse.execute("delete from ledger.resolved_case where case_id = $case_id", {"case_id": case_id})
        warehouse.execute(
            "insert into ledger.resolved_case values ($case_id, $key, $configuration)",
            {"case_id": case_id, "key": key, "configuration": configuration},
        )


def store_entities(
    warehouse: Warehouse,
    case_id: str,
    members: pl.DataFrame,
    events: pl.DataFrame,
    *,
    run_id: str,
    happened_at: datetime,
) -> None:
    """Put CLUSTER_MEMBER in place, write ENTITY_EVENT to the history and move the ledger of ids on, all or nothing."""
    events = ENTITY_EVENT.conform(events)
    with warehouse.transaction():
        warehouse.replace_case_rows(CLUSTER_MEMBER, case_id, members)
        warehouse.execute("delete from ledger.known_entity where case_id = $case_id", {"case_id": case_id})
        warehouse.insert_rows("known_entity", CLUSTER_MEMBER.conform(members), case_id=case_id)
        warehouse.insert_rows("entity_event", events, case_id=case_id, run_id=run_id, happened_at=happened_at)
