"""Takes the journal in, says which exhibits wait to be read, and stores what their readers give.

Invariants: a journal entry is taken in whole and once; an exhibit is read in one transaction, so that a killed run
leaves it read or not begun; an exhibit is read again when its reader, its place, its zone or its owners changed.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

import polars as pl
import pyarrow as pa

from warehouse.connection import RECORD_SCHEMA, Warehouse, sql_text
from warehouse.errors import JournalEntryDamaged
from warehouse.journal import Journal
from warehouse.journal_entries import DamagedEntry, JournalEntry, JudgementGiven, SeizureAdded
from warehouse.schema.ids import content_hash
from warehouse.schema.records import RECORD_RELATIONS

_RELATIONS = {relation.name: relation for relation in RECORD_RELATIONS}
# File lines of a delivery that are inserted at once.
_FILES_PER_INSERT = 10_000


@dataclass(frozen=True)
class TakenIn:
    """What was taken in from the journal.

    Attributes:
        seizures: (case_id, seizure_id) of the deliveries, in the order of their entries.
        judgement_count: Decisions.
        damaged: Entries that can't be trusted, each with a sentence; they are tried again by every run.
    """

    seizures: tuple[tuple[str, str], ...]
    judgement_count: int
    damaged: tuple[DamagedEntry, ...]


@dataclass(frozen=True)
class PendingExhibit:
    """An exhibit of a case that waits to be read, by the first of the ways it came.

    Attributes:
        case_id: The case.
        seizure_id: Seizure it was first delivered with.
        exhibit_id: SHA-256 of its bytes.
        path: Path inside that seizure.
        timezone: Zone given for the seizure, or None.
        owners: Platform to native id, where the seizure gives just one for the platform.
        reading_key: What the reading depends on; a change of it makes the exhibit pending again.
        was_read: Whether an earlier reading must be replaced.
    """

    case_id: str
    seizure_id: str
    exhibit_id: str
    path: str
    timezone: str | None
    owners: Mapping[str, str]
    reading_key: str
    was_read: bool


@dataclass
class ExhibitSession:
    """Collects one reading; everything is stored when the session ends well, nothing when an error passes through."""

    warehouse: Warehouse
    pending: PendingExhibit
    record_count: int = 0
    rejected_count: int = 0
    duplicate_count: int = 0
    outcome: dict[str, object] = field(default_factory=dict)

    def append(
        self, tables: Mapping[str, pa.Table], *, record_count: int, rejected_count: int, duplicate_count: int
    ) -> None:
        """Store one batch of a reader and add its counts."""
        for name, rows in tables.items():
            self.warehouse.append_case_rows(_RELATIONS[name], self.pending.case_id, rows, schema=RECORD_SCHEMA)
        self.record_count += record_count
        self.rejected_count += rejected_count
        self.duplicate_count += duplicate_count

    def finish(
        self,
        status: str,
        *,
        format_name: str | None = None,
        reader: str | None = None,
        independent_count: int | None = None,
        problem: str | None = None,
        companions_key: str | None = None,
    ) -> None:
        """Say how the reading ended; the session must be finished exactly once.

        `companions_key` is what `companions_of` gave when the format looked at companions, else None.
        """
        self.outcome = {
            "status": status,
            "format": format_name,
            "reader": reader,
            "independent_count": independent_count,
            "problem": problem,
            "companions_key": companions_key,
        }


def take_in_journal(warehouse: Warehouse, journal: Journal) -> TakenIn:
    """Take in all entries that are new, each in one transaction."""
    known = {str(row[0]) for row in warehouse.execute("select entry_name from ledger.journal_entry")}
    seizures: list[tuple[str, str]] = []
    damaged: list[DamagedEntry] = []
    judgement_count = 0
    for entry in journal.read_entries(known=known):
        if isinstance(entry, DamagedEntry):
            damaged.append(entry)
            continue
        try:
            with warehouse.transaction():
                if isinstance(entry.body, SeizureAdded):
                    _store_seizure(warehouse, journal, entry, entry.body)
                else:
                    _store_judgement(warehouse, entry, entry.body)
        except JournalEntryDamaged as error:  # a file line that only another version can read
            damaged.append(DamagedEntry(entry.name, str(error)))
            continue
        if isinstance(entry.body, SeizureAdded):
            seizures.append((entry.body.case_id, entry.body.seizure_id))
        else:
            judgement_count += 1
    _set_aside(warehouse)
    return TakenIn(tuple(seizures), judgement_count, tuple(damaged))


def end_judgements(warehouse: Warehouse, now: datetime) -> None:
    """Mark decisions whose end has come; all that is worked out after this sees them as ended.

    Args:
        warehouse: The working database.
        now: UTC without zone.
    """
    with warehouse.transaction():
        warehouse.run_file("queries", "expire_judgement", now=now)


def pending_exhibits(
    warehouse: Warehouse,
    readers_key: str,
    *,
    case_id: str | None = None,
    seizure_id: str | None = None,
) -> list[PendingExhibit]:
    """Exhibits that wait to be read, in the order of their seizures and paths.

    Args:
        warehouse: The working database.
        readers_key: Names and versions of all readers, so that a new reader reads again.
        case_id: Only this case.
        seizure_id: Only this seizure of the case.
    """
    ways = warehouse.read_frame("read_exhibit_way", case_id=case_id, seizure_id=seizure_id)
    pending = []
    for way in ways.iter_rows(named=True):
        owners = _single_owners(way["owners"])
        key = content_hash(readers_key, way["path"], way["timezone"] or "", repr(sorted(owners.items())))
        exhibit = PendingExhibit(
            way["case_id"],
            way["seizure_id"],
            way["exhibit_id"],
            way["path"],
            way["timezone"],
            owners,
            key,
            way["reading_key"] is not None,
        )
        is_changed = way["reading_key"] != key
        if not is_changed and way["companions_key"] is not None:
            is_changed = companions_of(warehouse, exhibit)[1] != way["companions_key"]
        if is_changed:
            pending.append(exhibit)
    return pending


def companions_of(warehouse: Warehouse, pending: PendingExhibit) -> tuple[dict[str, str], str]:
    """Files of the same seizure near an exhibit (below the folder above its own), and a key over them.

    Returns:
        Path to exhibit id, and a hash that changes when a companion comes, goes or changes.
    """
    near = pending.path.rsplit("/", 2)
    rows = warehouse.read_frame(
        "read_companion",
        case_id=pending.case_id,
        seizure_id=pending.seizure_id,
        exhibit_id=pending.exhibit_id,
        folder=f"{near[0]}/" if len(near) == 3 else "",
    )
    found = dict(rows.select("path", "exhibit_id").iter_rows())
    return found, content_hash(*(part for entry in found.items() for part in entry))


@contextmanager
def exhibit_session(warehouse: Warehouse, pending: PendingExhibit) -> Iterator[ExhibitSession]:
    """One transaction in which an exhibit is read; replaces what an earlier reading stored."""
    session = ExhibitSession(warehouse, pending)
    place = {"case_id": pending.case_id, "exhibit_id": pending.exhibit_id}
    with warehouse.transaction():
        if pending.was_read:
            _forget_reading(warehouse, place)
        yield session
        warehouse.run_file(
            "queries",
            "reading",
            seizure_id=pending.seizure_id,
            path=pending.path,
            reading_key=pending.reading_key,
            record_count=session.record_count,
            rejected_count=session.rejected_count,
            duplicate_count=session.duplicate_count,
            **place,
            **session.outcome,
        )


def _set_aside(warehouse: Warehouse) -> None:
    """Take back what was read of exhibits that a hash list refuses by now in every way they came."""
    refused = warehouse.execute(sql_text("queries", "read_refused_exhibit"))
    for case_id, exhibit_id in refused:
        place = {"case_id": case_id, "exhibit_id": exhibit_id}
        with warehouse.transaction():
            _forget_reading(warehouse, place)


def _forget_reading(warehouse: Warehouse, place: Mapping[str, object]) -> None:
    for name in _RELATIONS:
        warehouse.execute(
            f"delete from {RECORD_SCHEMA}.{name} where case_id = $case_id and exhibit_id = $exhibit_id", place
        )
    warehouse.execute("delete from ledger.reading where case_id = $case_id and exhibit_id = $exhibit_id", place)


def _store_seizure(warehouse: Warehouse, journal: Journal, entry: JournalEntry, seizure: SeizureAdded) -> None:
    owners = sorted(f"{platform}:{native}" for platform, natives in seizure.owners.items() for native in natives)
    warehouse.run_file(
        "queries",
        "seizure",
        case_id=seizure.case_id,
        seizure_id=seizure.seizure_id,
        entry_name=entry.name,
        timezone=seizure.timezone,
        owners=owners,
        custody_keys=sorted(seizure.custody),
        custody_values=[seizure.custody[key] for key in sorted(seizure.custody)],
    )
    files: list[tuple[object, ...]] = []
    for file in journal.files(entry.name):
        files.append(
            (
                file.path,
                file.exhibit_id,
                file.size_bytes,
                file.manifest_check,
                file.expected_hash,
                file.problem,
                file.taken_status,
            )
        )
        if len(files) >= _FILES_PER_INSERT:
            _store_files(warehouse, entry.name, seizure, files)
            files = []
    _store_files(warehouse, entry.name, seizure, files)
    _record_entry(warehouse, entry.name, "seizure_added")


def _store_files(
    warehouse: Warehouse, entry_name: str, seizure: SeizureAdded, files: Sequence[tuple[object, ...]]
) -> None:
    rows = pl.DataFrame(
        files,
        schema={
            "path": pl.String,
            "exhibit_id": pl.String,
            "size_bytes": pl.Int64,
            "manifest_check": pl.String,
            "expected_hash": pl.String,
            "problem": pl.String,
            "taken_status": pl.String,
        },
        orient="row",
    )
    warehouse.insert_rows(
        "provenance",
        rows,
        case_id=seizure.case_id,
        seizure_id=seizure.seizure_id,
        entry_name=entry_name,
    )


def judgement_id(entry_name: str) -> str:
    """The published id of the judgement in a journal entry."""
    return f"J-{content_hash(entry_name, length=16)}"


def _store_judgement(warehouse: Warehouse, entry: JournalEntry, judgement: JudgementGiven) -> None:
    warehouse.run_file(
        "queries",
        "judgement",
        judgement_id=judgement_id(entry.name),
        entry_name=entry.name,
        case_id=judgement.case_id,
        left_reference=judgement.left,
        right_reference=judgement.right,
        judgement=judgement.judgement,
        reason=judgement.reason,
        judged_by=judgement.judged_by,
        judged_at=judgement.judged_at.replace(tzinfo=None),
        kind=judgement.kind,
        expires_at=None if judgement.expires_at is None else judgement.expires_at.replace(tzinfo=None),
    )
    _record_entry(warehouse, entry.name, "judgement")


def _record_entry(warehouse: Warehouse, name: str, kind: str) -> None:
    warehouse.execute(
        "insert into ledger.journal_entry values ($name, $kind, (select count(*) from ledger.journal_entry))",
        {"name": name, "kind": kind},
    )


def _single_owners(owners: Sequence[str]) -> dict[str, str]:
    """The owners of platforms for which the seizure names just one: with two, who is 'me' can't be told."""
    by_platform: dict[str, set[str]] = {}
    for owner in owners:
        platform, _, native_id = owner.partition(":")
        by_platform.setdefault(platform, set()).add(native_id)
    return {platform: next(iter(natives)) for platform, natives in sorted(by_platform.items()) if len(natives) == 1}
