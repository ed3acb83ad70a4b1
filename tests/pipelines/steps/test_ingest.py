"""Reading exhibits: every ending has its status, one odd file stops nothing, a killed reading is begun anew."""

import csv
import sqlite3
import struct
import time
import zlib

import pytest
from lxml import etree

from pipelines.intake import SeizureRequest, add_seizure
from pipelines.settings import Settings
from pipelines.steps import ingest
from pipelines.steps.checks import conservation
from sources.errors import UnreadableExhibit
from sources.record import BatchBuilder, EndOfExhibit, SourceFormat
from warehouse.connection import Warehouse
from warehouse.evidence_store import EvidenceStore
from warehouse.journal import Journal
from warehouse.journal_entries import EntryStamp
from warehouse.migrate import migrate
from warehouse.row_counts import record_counts, view_rows


def reading(*items, error=None):
    """A reader that yields these items and then perhaps raises."""

    def read(exhibit):
        for kind, count in items:
            builder = BatchBuilder(exhibit.exhibit_id)
            for number in range(count):
                builder.add("thread", locator=f"line:{number}", platform="irc", thread_id="irc:quay", kind="group")
            builder.record_count = count
            yield builder.take() if kind == "batch" else EndOfExhibit("read")
        if error is not None:
            raise error

    return read


FORMATS = {
    "sound": SourceFormat("sound", 1, "sound", lambda head: 1, reading(("batch", 2), ("end", 0)), lambda exhibit: 2),
    "short": SourceFormat("short", 1, "short", lambda head: 1, reading(("batch", 2), ("end", 0)), lambda exhibit: 3),
    "torn": SourceFormat("torn", 1, "torn", lambda head: 1, reading(("batch", 1), error=UnreadableExhibit("torn"))),
    "unsound": SourceFormat("unsound", 1, "unsound", lambda head: 1, reading(error=UnreadableExhibit("unsound"))),
    "buggy": SourceFormat("buggy", 1, "buggy", lambda head: 1, reading(error=KeyError("turnip soup"))),
    "silent": SourceFormat("silent", 1, "silent", lambda head: 1, reading(("batch", 1))),
}


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A home with one file of each kind; the file's name says which reader knows it."""
    monkeypatch.setattr(ingest, "detect", lambda head: FORMATS.get(head.path.removesuffix(".txt")))
    folder = tmp_path / "seized"
    folder.mkdir()
    for name in (*FORMATS, "strange"):
        (folder / f"{name}.txt").write_text(name)
    (folder / "empty.txt").touch()
    settings = Settings(tmp_path / "home")
    add_seizure(settings, SeizureRequest((folder,), "north", "phone-1"), EntryStamp(time.time_ns(), "0123456789abcdef"))
    return settings


@pytest.fixture
def warehouse():
    """A migrated warehouse in memory."""
    with Warehouse(None) as opened:
        migrate(opened)
        yield opened


def read_all(settings, warehouse):
    """Take in and read."""
    ingest.take_in(warehouse, Journal(settings.journal))
    return ingest.read_pending(warehouse, EvidenceStore(settings.evidence))


def test_every_ending_has_its_status(home, warehouse):
    """Sound, torn, unsound, faulty, silent, empty and unknown files each end as the contract says."""
    intake = read_all(home, warehouse)
    statuses = dict(view_rows(warehouse, "exhibit").select("path", "status").iter_rows())
    assert statuses == {
        "sound.txt": "read",
        "short.txt": "partial",
        "torn.txt": "partial",
        "unsound.txt": "rejected",
        "buggy.txt": "rejected",
        "silent.txt": "partial",
        "empty.txt": "empty",
        "strange.txt": "unsupported",
    }
    assert intake.file_count == len(statuses)
    assert record_counts(warehouse, "north", "phone-1")["thread"] == 6


def test_fault_of_a_reader_is_said_without_the_words_of_the_file(home, warehouse, caplog):
    """The log and the status name the kind of fault; what the fault quotes stays out."""
    read_all(home, warehouse)
    problems = " ".join(filter(None, view_rows(warehouse, "exhibit")["problem"]))
    assert "KeyError" in problems
    assert "turnip" not in problems + caplog.text


@pytest.mark.parametrize(
    "fault",
    [RecursionError, csv.Error, sqlite3.DatabaseError, struct.error, zlib.error, EOFError, etree.XMLSyntaxError],
)
def test_no_fault_of_a_parser_costs_the_night(home, warehouse, monkeypatch, fault):
    """Whatever the libraries raise on one file, its status says so and the other files are read."""
    error = fault("turnip", 0, 0, 0) if fault is etree.XMLSyntaxError else fault("turnip")
    faulty = SourceFormat("sound", 1, "faulty", lambda head: 1, reading(("batch", 1), error=error))
    monkeypatch.setitem(FORMATS, "sound", faulty)
    read_all(home, warehouse)
    rows = {row["path"]: row for row in view_rows(warehouse, "exhibit").to_dicts()}
    assert rows["sound.txt"]["status"] == "partial"
    assert fault.__name__ in rows["sound.txt"]["problem"] and "turnip" not in rows["sound.txt"]["problem"]
    assert rows["short.txt"]["status"] == "partial"


def test_what_was_read_is_not_read_again(home, warehouse):
    """A second ingest finds nothing waiting."""
    assert read_all(home, warehouse).file_count > 0
    assert read_all(home, warehouse).file_count == 0


def test_conservation_names_the_file_that_differs(home, warehouse):
    """The check fails on a file that counts as read although its records are not all accounted for."""
    read_all(home, warehouse)
    assert conservation(warehouse).passed
    warehouse.execute("update ledger.reading set independent_count = 9 where path = 'sound.txt'")
    finding = conservation(warehouse)
    assert not finding.passed
    assert "sound.txt" in finding.sentence
    assert finding.figures == {"files_counted_twice": 1, "files_that_differ": 1}


def test_interrupted_reading_leaves_nothing(home, warehouse, monkeypatch):
    """What ends a run in the middle of a file leaves that file unread, and the next run reads it."""
    ingest.take_in(warehouse, Journal(home.journal))

    def stop(exhibit):
        yield from reading(("batch", 1))(exhibit)
        raise KeyboardInterrupt

    monkeypatch.setitem(FORMATS, "sound", SourceFormat("sound", 1, "sound", lambda head: 1, stop))
    with pytest.raises(KeyboardInterrupt):
        ingest.read_pending(warehouse, EvidenceStore(home.evidence))
    paths = view_rows(warehouse, "exhibit").filter(status="unread")["path"].to_list()
    assert "sound.txt" in paths
    monkeypatch.setitem(FORMATS, "sound", FORMATS["short"])
    read_all(home, warehouse)
    assert view_rows(warehouse, "exhibit").filter(status="unread").is_empty()
