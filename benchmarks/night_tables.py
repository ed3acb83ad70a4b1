"""The rows of published snapshots, and how two of them differ."""

from collections.abc import Mapping
from pathlib import Path

import polars as pl

from pipelines.settings import Settings
from warehouse.connection import Warehouse, open_snapshot
from warehouse.schema.history import HISTORY_NAMES
from warehouse.schema.published import PUBLISHED_RELATIONS

# What tells of runs and their times differs from run to run by nature (architecture.md, rule 9).
OF_RUNS = frozenset({"resolver_run", "entity_event"})
_ENTITY_COLUMNS = (
    "entity_id",
    "other_entity_id",
    "superior_id",
    "subordinate_id",
    "actor_entity_id",
    "target_entity_id",
)
_RUNS = ("valid_from_run", "valid_until_run")
_GANG_COLUMNS = ("gang_id", "other_gang_id")

Tables = Mapping[str, pl.DataFrame]


def tables_of(home: Path) -> Tables:
    """Every published relation but those of runs, rows in the order of the snapshot; in histories runs are numbered."""
    with open_snapshot(Settings(home).published_file) as snapshot:
        tables = {
            relation.name: snapshot.frame(f"select * from {relation.name}")
            for relation in PUBLISHED_RELATIONS
            if relation.name not in OF_RUNS
        }
        runs = snapshot.execute("select run_id from resolver_run order by started_at, run_id")
    # A run killed before it published stands in resolver_run, but nobody ever believed it.
    told = {run for name in HISTORY_NAMES for column in _RUNS for run in tables[name][column].unique().to_list()}
    believed = [str(run_id) for (run_id,) in runs if run_id in told]
    numbered = {run_id: f"run {number}" for number, run_id in enumerate(believed, start=1)}
    for name in HISTORY_NAMES:
        tables[name] = tables[name].drop("valid_from", "valid_until").with_columns(pl.col(_RUNS).replace(numbered))
    return tables


def differences(expected: Tables, found: Tables) -> dict[str, str]:
    """Relations whose ordered rows differ, each with its first difference."""
    told = {}
    for name, rows in expected.items():
        if rows.equals(found[name]):
            continue
        pairs = enumerate(zip(rows.iter_rows(), found[name].iter_rows(), strict=False))
        first = next((f"row {i}:\n  {a}\n  {b}" for i, (a, b) in pairs if a != b), "only the number of rows")
        only = (rows.join(found[name], on=rows.columns, how="anti", nulls_equal=True).height) if rows.width else 0
        told[name] = f"{rows.height} / {found[name].height} rows, {only} of the first in no row of the second; {first}"
    return told


def under_readable_ids(tables: Tables) -> Tables:
    """The same rows, sorted, entities under their smallest reference, gangs under their smallest main member."""
    members = tables["entity_reference"]
    entity = dict(members.group_by("entity_id").agg(pl.col("reference").min()).iter_rows())
    gangs = tables["gang_member"].filter("is_main").with_columns(pl.col("entity_id").replace(entity))
    gang = dict(gangs.group_by("gang_id").agg(pl.lit("gang of ") + pl.col("entity_id").min()).iter_rows())
    named = {}
    for name, rows in tables.items():
        if name in HISTORY_NAMES:
            continue  # other ledgers, other pasts
        if name == "entity":
            rows = rows.filter(pl.col("status") != "retired")
        if name == "quality":
            rows = rows.filter(~pl.col("measure").str.starts_with("drift_"))
        for columns, ids in ((_ENTITY_COLUMNS, entity), (_GANG_COLUMNS, gang)):
            rows = rows.with_columns(pl.col(column).replace(ids) for column in columns if column in rows.columns)
        sortable = [column for column, kind in rows.schema.items() if not kind.is_nested()]
        named[name] = rows.sort(sortable, nulls_last=True)
    return named


def ids_given(home: Path) -> frozenset[str]:
    """Ids that the ledger of a home knows of."""
    file = Settings(home).warehouse_file
    if not file.exists():
        return frozenset()
    with Warehouse(file) as warehouse:
        rows = warehouse.execute(
            "select entity_id from ledger.entity_event union select entity_id from ledger.known_entity "
            "union select judgement_id from ledger.judgement"
        )
    return frozenset(str(row[0]) for row in rows)
