"""Ingest: the journal taken in, and every exhibit that waits read by the reader that knows it.

Each exhibit is read in one transaction of its own: a killed run has read it wholly or not at all, and the next run goes
on with the rest. A file that cannot be read never stops the others; how its reading ended stands in its status.
"""

import csv
import logging
import sqlite3
import struct
import traceback
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

import polars as pl
import pyarrow as pa

from sources.errors import SourceError
from sources.phone_region import region_of
from sources.record import EndOfExhibit, Exhibit, Reading, RecordBatch, SourceFormat
from sources.registry import detect, read_head, source_formats
from sources.text_identifiers.find import text_identifiers
from sources.unread_files import why_unread
from warehouse.connection import Warehouse
from warehouse.evidence_store import EvidenceStore
from warehouse.intake import (
    ExhibitSession,
    TakenIn,
    companions_of,
    exhibit_session,
    pending_exhibits,
    take_in_journal,
)
from warehouse.journal import Journal
from warehouse.schema.records import TEXT_IDENTIFIER

logger = logging.getLogger("steelnail.steps")

# What a reader may raise on bytes that its author did not foresee. It is treated as damage to this one file, with the
# kind of error in the status, so that one odd file does not cost a night; what the system refuses (OSError: disk full,
# no permission) is nobody's file and stops the run.
READER_FAULTS = (
    ArithmeticError,
    AttributeError,
    EOFError,
    LookupError,
    RuntimeError,  # also too deep a recursion, and what bindings of decompressors raise
    SyntaxError,  # also lxml's complaints of markup
    TypeError,
    ValueError,
    csv.Error,
    sqlite3.Error,
    struct.error,
    zipfile.BadZipFile,
    zlib.error,
    pl.exceptions.PolarsError,
    pa.ArrowException,
)


@dataclass(frozen=True)
class Intake:
    """What an ingest did.

    Attributes:
        seizures: (case_id, seizure_id) of exhibits that were read now, in order.
        statuses: How many of them ended in which status.
        record_count: Records read from them.
    """

    seizures: tuple[tuple[str, str], ...]
    statuses: dict[str, int] = field(default_factory=dict)
    record_count: int = 0

    @property
    def file_count(self) -> int:
        """How many exhibits were read now."""
        return sum(self.statuses.values())


def take_in(warehouse: Warehouse, journal: Journal) -> TakenIn:
    """Take the journal in and say aloud which entries can't be trusted."""
    taken = take_in_journal(warehouse, journal)
    logger.info("%d deliveries and %d judgements taken in", len(taken.seizures), taken.judgement_count)
    for entry in taken.damaged:
        logger.warning("journal entry %s is not taken in: %s", entry.name, entry.problem)
    return taken


def read_pending(
    warehouse: Warehouse, store: EvidenceStore, *, case_id: str | None = None, seizure_id: str | None = None
) -> Intake:
    """Read every exhibit that waits.

    Args:
        warehouse: The working database.
        store: Where the untouched bytes lie.
        case_id: Only this case.
        seizure_id: Only this seizure of it.

    Returns:
        What was read and how it ended.
    """
    waiting = pending_exhibits(warehouse, readers_key(), case_id=case_id, seizure_id=seizure_id)
    statuses: Counter[str] = Counter()
    record_count = 0
    for number, pending in enumerate(waiting, start=1):
        with exhibit_session(warehouse, pending) as session:
            statuses[read_exhibit(session, store)] += 1
        record_count += session.record_count
        logger.info(
            "file %d of %d read: %s records of %s/%s",
            number,
            len(waiting),
            f"{session.record_count:,}",
            pending.case_id,
            pending.seizure_id,
        )
    seizures = tuple(sorted({(pending.case_id, pending.seizure_id) for pending in waiting}))
    return Intake(seizures, dict(sorted(statuses.items())), record_count)


def read_exhibit(session: ExhibitSession, store: EvidenceStore) -> str:
    """Read one exhibit into its session and finish the session; returns the status."""
    pending = session.pending
    file = store.path_of(pending.exhibit_id)
    head = read_head(file, pending.path)
    if head.size_bytes == 0:
        session.finish("empty", problem="the file is empty; look whether the original is, too")
        return "empty"
    try:
        source_format = detect(head)
    except READER_FAULTS as error:
        _say_fault("detection", error)
        session.finish(
            "rejected", problem=f"detection failed on this file ({type(error).__name__}); the file is kept, report it"
        )
        return "rejected"
    if source_format is None:
        session.finish("unsupported", problem=why_unread(head))
        return "unsupported"
    companions, companions_key = (
        companions_of(session.warehouse, pending) if source_format.reads_companions else ({}, None)
    )
    exhibit = Exhibit(
        pending.exhibit_id,
        pending.path,
        file,
        timezone=pending.timezone,
        owners=pending.owners,
        companions={path: store.path_of(exhibit_id) for path, exhibit_id in companions.items()},
    )
    end = _drain(source_format, exhibit, session)
    independent = _second_count(source_format, exhibit) if end.status == "read" else None
    end = _end_by_counts(end, session, independent)
    session.finish(
        end.status,
        format_name=source_format.name,
        reader=f"{source_format.name}/{source_format.version}",
        independent_count=independent,
        problem=end.problem,
        companions_key=companions_key,
    )
    return end.status


def _end_by_counts(end: EndOfExhibit, session: ExhibitSession, independent: int | None) -> EndOfExhibit:
    """A file whose two counts differ is not fully read, and says so; one odd file must not stop the publication."""
    parsed = session.record_count + session.rejected_count + session.duplicate_count
    if independent is None or independent == parsed:
        return end
    return EndOfExhibit(
        "partial", f"the reader found {parsed} records and a second count {independent}; look at the file, report it"
    )


def readers_key() -> str:
    """Names and versions of all readers: a new reader or version reads the exhibits again."""
    return ",".join(f"{name}/{source_format.version}" for name, source_format in source_formats().items())


def _drain(source_format: SourceFormat, exhibit: Exhibit, session: ExhibitSession) -> EndOfExhibit:
    """Store all batches of a reader; returns how the reading ended."""
    for item in _guarded(lambda: source_format.read(exhibit), source_format.name):
        if isinstance(item, EndOfExhibit):
            nothing_kept = session.record_count + session.rejected_count + session.duplicate_count == 0
            if item.status == "rejected" and not nothing_kept:
                return EndOfExhibit("partial", item.problem)
            return item
        session.append(
            _with_identifiers(item.tables, exhibit),
            record_count=item.record_count,
            rejected_count=item.rejected_count,
            duplicate_count=item.duplicate_count,
        )
    return EndOfExhibit("partial", f"reader {source_format.name} stopped without saying how the file ended")


def _with_identifiers(tables: Mapping[str, pa.Table], exhibit: Exhibit) -> Mapping[str, pa.Table]:
    """A batch with the identifiers that stand in the words of its messages."""
    if "message" not in tables:
        return tables
    messages = pl.DataFrame(tables["message"].select(["locator", "platform", "text"]))
    region = region_of(exhibit) or ("CN" if exhibit.timezone is None and _is_chinese(messages) else None)
    found = text_identifiers(messages, region).with_columns(exhibit_id=pl.lit(exhibit.exhibit_id))
    if not found.height:
        return tables
    return {
        **tables,
        TEXT_IDENTIFIER.name: TEXT_IDENTIFIER.conform(found).to_arrow().cast(TEXT_IDENTIFIER.arrow_schema()),
    }


def _is_chinese(messages: pl.DataFrame) -> bool:
    """Whether all messages are of the platforms that count as Chinese where nothing is given (contract.md)."""
    return bool(messages["platform"].is_in(["wechat", "qq"]).all())


def _guarded(start: Callable[[], Reading], reader: str) -> Iterator[RecordBatch | EndOfExhibit]:
    """The reading with its faults turned into an end; what the warehouse raises in between passes through untouched."""
    reading: Reading | None = None
    while True:
        try:
            reading = start() if reading is None else reading
            item = next(reading, None)
        except SourceError as error:
            yield EndOfExhibit("rejected", str(error))
            return
        except READER_FAULTS as error:
            _say_fault(reader, error)
            yield EndOfExhibit(
                "rejected", f"reader {reader} failed on this file ({type(error).__name__}); the file is kept, report it"
            )
            return
        if item is None:
            return
        yield item


def _second_count(source_format: SourceFormat, exhibit: Exhibit) -> int | None:
    """Records of the file, counted without the parser; None where the format gives no second way."""
    if source_format.count is None:
        return None
    try:
        return source_format.count(exhibit)
    except SourceError as error:
        logger.warning("records of %s could not be counted a second time: %s", exhibit.exhibit_id, error)
    except READER_FAULTS as error:
        _say_fault(f"{source_format.name} (second count)", error)
    return None


def _say_fault(reader: str, error: Exception) -> None:
    """Log kind and place of a reader's fault; never its message, which may quote the file."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    logger.error("reader %s failed: %s in %s line %s", reader, type(error).__name__, frame.name, frame.lineno)
