"""Layer evidence: what was delivered, and what readers made of it, by seizure.

The record tables are partitioned by seizure. A nightly run reads all that waits at once, in `exhibit`, and reports each
seizure's partitions as read; `ingest_seizure` reads the partition it is asked for.
"""

import time
from collections.abc import Iterator
from datetime import UTC, datetime

import dagster as dg

from pipelines.inbox import take_drop, take_waiting_drops
from pipelines.judging.dropped_sheets import take_waiting_sheets
from pipelines.metadata import table_metadata
from pipelines.resources import LinkingResource, WarehouseResource, said_plainly
from pipelines.seizures import DROP_TAG, SEIZURES, case_and_seizure, read_events, seizure_key
from pipelines.steps.ingest import read_pending, take_in
from pipelines.tables import WRITER_POOL, table_spec
from warehouse.intake import end_judgements
from warehouse.row_counts import record_counts, view_rows
from warehouse.schema.published import PUBLISHED_RELATIONS
from warehouse.schema.records import RECORD_RELATIONS

LAYER = "evidence"
_PUBLISHED = {relation.name: relation for relation in PUBLISHED_RELATIONS}


@dg.multi_asset(name="take_in_journal", specs=[table_spec(_PUBLISHED["seizure"], LAYER, [])], pool=WRITER_POOL)
def seizure(
    context: dg.AssetExecutionContext, warehouse: WarehouseResource, linking: LinkingResource
) -> dg.MaterializeResult[None]:
    """Take in what was added, dropped and judged since the last run."""
    context.log.info("taking in what was added and judged")
    linking.settings()
    take_waiting_drops(warehouse.settings, time.time())
    sheets = take_waiting_sheets(warehouse.settings, time.time())
    taken = take_in(warehouse.database, warehouse.journal)
    end_judgements(warehouse.database, datetime.now(UTC).replace(tzinfo=None))
    rows = view_rows(warehouse.database, "seizure")
    keys = [seizure_key(*row) for row in rows.select("case_id", "seizure_id").iter_rows()]
    context.instance.add_dynamic_partitions(str(SEIZURES.name), keys)
    figures = {
        "deliveries": len(taken.seizures),
        "judgements": taken.judgement_count,
        "judgement_sheets": sheets.sheets,
        "sheet_rows_refused": sheets.refused_rows,
        "damaged_entries": len(taken.damaged),
    }
    return dg.MaterializeResult(metadata={**table_metadata(rows.height, rows.head(5)), **figures})


@dg.multi_asset(name="read_exhibits", specs=[table_spec(_PUBLISHED["exhibit"], LAYER, ["seizure"])], pool=WRITER_POOL)
def exhibit(
    context: dg.AssetExecutionContext, warehouse: WarehouseResource, linking: LinkingResource
) -> dg.MaterializeResult[None]:
    """Read every file that waits, of all seizures or of the chosen ones."""
    context.log.info("reading the files that wait")
    choice = linking.choice(warehouse.database)
    intake = read_pending(warehouse.database, warehouse.evidence, case_id=choice.case_id, seizure_id=choice.seizure_id)
    for place in intake.seizures:
        counts = record_counts(warehouse.database, *place)
        for event in read_events(seizure_key(*place), counts.items()):
            context.log_event(event)
    rows = view_rows(warehouse.database, "exhibit")
    figures = {"files_read_now": intake.file_count, "records_read_now": intake.record_count}
    return dg.MaterializeResult(metadata={**table_metadata(rows.height, rows.head(5)), **figures, **intake.statuses})


@dg.multi_asset(
    name="read_seizure",
    specs=[table_spec(relation, LAYER, ["seizure"]) for relation in RECORD_RELATIONS],
    partitions_def=SEIZURES,
    pool=WRITER_POOL,
)
def records(context: dg.AssetExecutionContext, warehouse: WarehouseResource) -> Iterator[dg.MaterializeResult[None]]:
    """Read the files of one seizure that wait; take the drop in first where a drop started the run."""
    context.log.info(f"reading the files of {context.partition_key}")
    with said_plainly():
        place = case_and_seizure(context.partition_key)
        if (listing := context.run.tags.get(DROP_TAG)) is not None:
            take_drop(warehouse.settings, *place, listing)
    take_in(warehouse.database, warehouse.journal)
    read_pending(warehouse.database, warehouse.evidence, case_id=place[0], seizure_id=place[1])
    for table, count in record_counts(warehouse.database, *place).items():
        yield dg.MaterializeResult(asset_key=table, metadata={**table_metadata(count)})
