"""Jobs and what starts them: the nightly schedule, the sensor on the drop folder and the one on sheets."""

import hashlib
import time

import dagster as dg

from pipelines.inbox import complete_drops, drops, was_taken
from pipelines.judging.dropped_sheets import waiting_sheets
from pipelines.seizures import DROP_TAG, SEIZURES
from pipelines.settings import Settings
from warehouse.schema.records import RECORD_RELATIONS

_RECORDS = dg.AssetSelection.assets(*(relation.name for relation in RECORD_RELATIONS))

nightly = dg.define_asset_job(
    "nightly",
    dg.AssetSelection.all() - _RECORDS,
    description="Everything: take in what was added and judged, read what waits, resolve, describe, check, publish.",
)
relink = dg.define_asset_job(
    "relink",
    dg.AssetSelection.all() - _RECORDS - dg.AssetSelection.assets("exhibit")
    | dg.AssetSelection.checks_for_assets("exhibit"),
    description="Resolve and publish again without reading files: for changed settings and new judgements.",
)
ingest_seizure = dg.define_asset_job(
    "ingest_seizure",
    _RECORDS,
    description="Read the files of one seizure that wait; a later run resolves and publishes.",
)

nightly_schedule = dg.ScheduleDefinition(
    name="nightly_schedule",
    job=nightly,
    cron_schedule="30 1 * * *",
    execution_timezone=Settings.load().schedule_timezone,
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description="Every night at 01:30 in the zone of STEELNAIL_TIMEZONE, else UTC.",
)


@dg.sensor(
    job=ingest_seizure,
    minimum_interval_seconds=20,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Takes a folder inbox/CASE/SEIZURE/ in when it is complete: a file READY, or no change for a minute.",
)
def drop_folder(context: dg.SensorEvaluationContext) -> dg.SensorResult:
    """Start one run for each complete drop that has no receipt; the run itself takes the drop in."""
    settings = Settings.load()
    complete, cursor = complete_drops(drops(settings.inbox), context.cursor, time.time())
    new = [drop for drop in complete if not was_taken(settings, drop)]
    requests = [
        dg.RunRequest(run_key=f"{drop.key}@{drop.listing}", partition_key=drop.key, tags={DROP_TAG: drop.listing})
        for drop in new
    ]
    partitions = [SEIZURES.build_add_request([drop.key for drop in new])] if new else []
    return dg.SensorResult(run_requests=requests, dynamic_partitions_requests=partitions, cursor=cursor)


@dg.sensor(
    job=relink,
    minimum_interval_seconds=30,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Takes filled-in sheets of judgements, inbox/NAME.xlsx or inbox/CASE/NAME.csv, when a minute old.",
)
def judgement_sheets(context: dg.SensorEvaluationContext) -> dg.SensorResult:
    """Start one run for the sheets that wait; the run itself takes them in."""
    waiting = waiting_sheets(Settings.load(), time.time())
    key = hashlib.sha256("".join(sheet.content for sheet in waiting).encode()).hexdigest()[:20]
    return dg.SensorResult(run_requests=[dg.RunRequest(run_key=f"sheets@{key}")] if waiting else [])
