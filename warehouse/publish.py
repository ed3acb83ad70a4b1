"""Publishes: builds a versioned snapshot beside, audits it, and swaps it in by one rename.

Write, audit, publish: readers of `current.duckdb` see the old file or the new one, never half; a failed audit leaves
yesterday's snapshot. A killed build leaves a `.building` folder that the next publication removes.
"""

import errno
import os
import shutil
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from pathlib import Path

from warehouse.connection import Warehouse, open_snapshot, sql_text
from warehouse.errors import GateFailed
from warehouse.history import confirm_published, remember, take_back_unpublished
from warehouse.schema.history import HISTORY_NAMES
from warehouse.schema.published import PUBLISHED_RELATIONS
from warehouse.schema.relation import Relation

# The clients investigators have (DuckDB 1.4 and 1.5) cannot read the storage of 2.0.
STORAGE_VERSION = "v1.2.0"
# Versions kept for as-of questions; older ones are pruned.
KEPT_VERSIONS = 7
SNAPSHOT_FILE = "steelnail.duckdb"
# What file systems without hard links answer (exFAT, some network shares): there the file is copied.
_NO_HARD_LINKS = frozenset({errno.EPERM, errno.ENOTSUP, errno.EXDEV, errno.EMLINK})


@dataclass(frozen=True)
class RunRecord:
    """A run, as resolver_run keeps it.

    Attributes:
        run_id: Id of the run; also the name of the published version.
        started_at: When it started, UTC.
        finished_at: When it ended, UTC; None while it runs.
        configuration: Settings as JSON.
        code_version: Version of the program.
        cases: Cases resolved anew.
    """

    run_id: str
    started_at: datetime
    finished_at: datetime | None
    configuration: str
    code_version: str
    cases: tuple[str, ...]


def record_run(warehouse: Warehouse, run: RunRecord) -> None:
    """Write or complete the run's row."""
    with warehouse.transaction():
        warehouse.execute("delete from ledger.resolver_run where run_id = $run_id", {"run_id": run.run_id})
        warehouse.execute(
            "insert into ledger.resolver_run values "
            "($run_id, $started_at, $finished_at, $configuration, $code_version, $cases)",
            {
                "run_id": run.run_id,
                "started_at": run.started_at,
                "finished_at": run.finished_at,
                "configuration": run.configuration,
                "code_version": run.code_version,
                "cases": list(run.cases),
            },
        )


def macro_names() -> list[str]:
    """Names of the published macros."""
    folder = files("warehouse").joinpath("macros")
    return sorted(entry.name.removesuffix(".sql") for entry in folder.iterdir() if entry.name.endswith(".sql"))


def gate_names() -> list[str]:
    """Names of the audits that stop a publication: each query of gates/ returns the rows that break it."""
    folder = files("warehouse").joinpath("gates")
    return sorted(entry.name.removesuffix(".sql") for entry in folder.iterdir() if entry.name.endswith(".sql"))


def publish_snapshot(warehouse: Warehouse, published: Path, run: RunRecord) -> Path:
    """Build, audit and swap in a new snapshot.

    Args:
        warehouse: The working database.
        published: Folder of the snapshots.
        run: The run that publishes; its row is written first, so that the snapshot tells of itself.

    Returns:
        The published file, `published/current.duckdb`.

    Raises:
        GateFailed: When an audit finds rows that break it; yesterday's snapshot stays.
    """
    versions = published / "versions"
    versions.mkdir(parents=True, exist_ok=True)
    for stale in versions.glob("*.building"):
        shutil.rmtree(stale)
    current = published / "current.duckdb"
    take_back_unpublished(warehouse, _run_of(current))
    record_run(warehouse, run)
    building = versions / f"{run.run_id}.building"
    building.mkdir()
    _build(warehouse, building / SNAPSHOT_FILE, run.run_id)
    _export_parquet(building)
    version = versions / run.run_id
    if version.exists():
        shutil.rmtree(version)
    building.rename(version)
    _swap_in(version / SNAPSHOT_FILE, current)
    confirm_published(warehouse, run.run_id)
    _prune(versions, keep=run.run_id)
    return current


def audit(warehouse: Warehouse) -> dict[str, int]:
    """How many rows break each gate in the snapshot that is being built (attached as `snapshot`)."""
    return {name: len(warehouse.execute(sql_text("gates", name))) for name in gate_names()}


def _run_of(current: Path) -> str | None:
    """The run that made a published snapshot; None where there is none."""
    if not current.exists():
        return None
    with open_snapshot(current) as snapshot:
        rows = snapshot.execute("select run_id from resolver_run order by started_at desc, run_id desc limit 1")
    return str(rows[0][0]) if rows else None


def _build(warehouse: Warehouse, file: Path, run_id: str) -> None:
    # The path is a literal since ATTACH takes no parameters; quotes in it are doubled.
    literal = str(file).replace("'", "''")
    working = str(warehouse.execute("select current_database()")[0][0])
    warehouse.execute(f"attach '{literal}' as snapshot (storage_version '{STORAGE_VERSION}')")
    try:
        is_remembered = False
        for relation in PUBLISHED_RELATIONS:
            if relation.name in HISTORY_NAMES and not is_remembered:
                remember(warehouse, run_id)
                is_remembered = True
            _create(warehouse, relation)
        broken = {name: count for name, count in audit(warehouse).items() if count}
        if broken:
            found = ", ".join(f"{name} ({count} rows)" for name, count in sorted(broken.items()))
            raise GateFailed(f"the new snapshot broke {found}; the last published one stays, see docs/gates.md")
        warehouse.execute("use snapshot")
        for name in macro_names():
            warehouse.run_file("macros", name)
    finally:
        warehouse.execute(f"use {working}")
        warehouse.execute("detach snapshot")
    _sync(file)


def _create(warehouse: Warehouse, relation: Relation) -> None:
    columns = ", ".join(f'"{name}" {kind}' for name, kind in relation.duckdb_columns())
    table = f"snapshot.main.{relation.name}"
    warehouse.execute(f"create table {table} ({columns})")
    warehouse.execute(f"insert into {table} by name {sql_text('views', relation.name)}")
    warehouse.execute(f"comment on table {table} is {_literal(f'One row per {relation.row}.')}")
    for column in relation.columns:
        warehouse.execute(f'comment on column {table}."{column.name}" is {_literal(column.meaning)}')


def _export_parquet(building: Path) -> None:
    folder = building / "parquet"
    folder.mkdir()
    snapshot = Warehouse(building / SNAPSHOT_FILE, read_only=True)
    try:
        for relation in PUBLISHED_RELATIONS:
            target = str(folder / f"{relation.name}.parquet").replace("'", "''")
            snapshot.execute(f"copy {relation.name} to '{target}' (format parquet, compression zstd)")
    finally:
        snapshot.close()


def _swap_in(version_file: Path, current: Path) -> None:
    beside = current.with_name(f"{current.name}.new")
    beside.unlink(missing_ok=True)
    try:
        os.link(version_file, beside)
    except OSError as error:
        if error.errno not in _NO_HARD_LINKS:
            raise
        shutil.copyfile(version_file, beside)
        _sync(beside)
    beside.replace(current)
    folder = os.open(current.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _prune(versions: Path, *, keep: str) -> None:
    by_age = sorted((path for path in versions.iterdir() if path.is_dir()), key=lambda path: path.stat().st_mtime_ns)
    for old in [path for path in by_age if path.name != keep][: -(KEPT_VERSIONS - 1)]:
        shutil.rmtree(old)


def _sync(file: Path) -> None:
    with file.open("rb") as stream:
        os.fsync(stream.fileno())


def _literal(words: str) -> str:
    return "'" + words.replace("'", "''") + "'"
