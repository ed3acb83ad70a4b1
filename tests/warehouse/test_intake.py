"""Entries are taken in once; exhibits are read whole or not at all, and again when their reading changes."""

import hashlib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sources.record import BatchBuilder
from warehouse.intake import companions_of, exhibit_session, pending_exhibits, take_in_journal
from warehouse.journal import Journal
from warehouse.journal_entries import DeliveredFile, EntryStamp, JudgementGiven, SeizureAdded, end_line
from warehouse.row_counts import view_rows

FIRST, SECOND = "a" * 64, "b" * 64


def deliver(journal, number, files, *, seizure="s1", timezone=None, owners=None, custody=None):
    stamp = EntryStamp(1_700_000_000_000_000_000 + number, "test")
    seizure_added = SeizureAdded("case", seizure, stamp.at, timezone, owners or {}, custody or {})
    journal.append_seizure(stamp, seizure_added, files)


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "journal")


def test_entries_are_taken_in_once(warehouse, journal):
    """A second run finds nothing new."""
    deliver(journal, 1, [DeliveredFile("chat.txt", FIRST, 10)])
    assert take_in_journal(warehouse, journal).seizures == (("case", "s1"),)
    assert take_in_journal(warehouse, journal).seizures == ()


def test_an_entry_begun_earlier_and_finished_later_is_taken_in(warehouse, journal):
    """A long delivery whose name sorts before entries already taken in is not passed over."""
    deliver(journal, 5, [DeliveredFile("late.txt", FIRST, 1)], seizure="late")
    take_in_journal(warehouse, journal)
    deliver(journal, 1, [DeliveredFile("early.txt", SECOND, 1)], seizure="early")
    assert take_in_journal(warehouse, journal).seizures == (("case", "early"),)
    assert [p.seizure_id for p in pending_exhibits(warehouse, "readers")] == ["early", "late"]


def test_same_bytes_by_two_ways_are_read_once(warehouse, journal):
    """One exhibit, three provenances: the way with a zone is read, then the first by name, whoever came first."""
    deliver(journal, 1, [DeliveredFile("b.txt", FIRST, 1), DeliveredFile("a.txt", FIRST, 1)])
    take_in_journal(warehouse, journal)
    assert [(p.seizure_id, p.path) for p in pending_exhibits(warehouse, "readers")] == [("s1", "a.txt")]
    deliver(journal, 2, [DeliveredFile("0.txt", FIRST, 1)], seizure="s0")
    take_in_journal(warehouse, journal)
    assert [(p.seizure_id, p.path) for p in pending_exhibits(warehouse, "readers")] == [("s0", "0.txt")]
    deliver(journal, 3, [DeliveredFile("z.txt", FIRST, 1)], seizure="s9", timezone="Asia/Manila")
    take_in_journal(warehouse, journal)
    assert [(p.seizure_id, p.path) for p in pending_exhibits(warehouse, "readers")] == [("s9", "z.txt")]


def test_what_the_manifest_refuses_is_set_aside(warehouse, journal):
    """A mismatch is kept but not read; a missing file has nothing to read."""
    deliver(
        journal,
        1,
        [
            DeliveredFile("bad.txt", FIRST, 1, "mismatch", SECOND),
            DeliveredFile("gone.txt", None, None, "missing", SECOND),
        ],
    )
    take_in_journal(warehouse, journal)
    assert pending_exhibits(warehouse, "readers") == []


def test_a_failed_reading_leaves_nothing(warehouse, journal):
    """An error in the middle of an exhibit rolls all of it back, and the exhibit stays pending."""
    deliver(journal, 1, [DeliveredFile("chat.txt", FIRST, 10)])
    take_in_journal(warehouse, journal)
    (pending,) = pending_exhibits(warehouse, "readers")
    batch = BatchBuilder(FIRST)
    batch.add("thread", locator="line:1", platform="irc", thread_id="irc:x", kind="group")
    with pytest.raises(RuntimeError), exhibit_session(warehouse, pending) as session:
        session.append(batch.take().tables, record_count=1, rejected_count=0, duplicate_count=0)
        raise RuntimeError("killed")
    assert warehouse.execute("select count(*) from record.thread") == [(0,)]
    assert pending_exhibits(warehouse, "readers") == [pending]


def test_a_changed_reader_replaces_what_was_read(warehouse, journal):
    """A new reader version reads again and leaves one reading, not two."""
    deliver(journal, 1, [DeliveredFile("chat.txt", FIRST, 10)])
    take_in_journal(warehouse, journal)
    for readers in ("v1", "v2"):
        (pending,) = pending_exhibits(warehouse, readers)
        batch = BatchBuilder(FIRST)
        batch.add("thread", locator="line:1", platform="irc", thread_id=f"irc:{readers}", kind="group")
        with exhibit_session(warehouse, pending) as session:
            session.append(batch.take().tables, record_count=1, rejected_count=0, duplicate_count=0)
            session.finish("read", format_name="irc_log", reader=readers)
    assert warehouse.execute("select thread_id from record.thread") == [("irc:v2",)]
    assert warehouse.execute("select reader from ledger.reading") == [("v2",)]
    assert pending_exhibits(warehouse, "v2") == []


def test_a_zone_given_later_reads_again(warehouse, journal):
    """A second delivery that tells the time zone makes what was read without it pending."""
    deliver(journal, 1, [DeliveredFile("chat.txt", FIRST, 10)])
    take_in_journal(warehouse, journal)
    (pending,) = pending_exhibits(warehouse, "readers")
    with exhibit_session(warehouse, pending) as session:
        session.finish("unsupported")
    deliver(journal, 2, [], timezone="Asia/Bangkok")
    take_in_journal(warehouse, journal)
    (again,) = pending_exhibits(warehouse, "readers")
    assert (again.timezone, again.was_read) == ("Asia/Bangkok", True)


def test_two_owners_on_one_platform_leave_open_who_me_is(warehouse, journal):
    """A reader may not guess which of two owners wrote; with one owner a platform it is told."""
    deliver(journal, 1, [DeliveredFile("a.txt", FIRST, 1)], owners={"wechat": ("wxid_a", "wxid_b"), "qq": ("12345",)})
    take_in_journal(warehouse, journal)
    (pending,) = pending_exhibits(warehouse, "readers")
    assert pending.owners == {"qq": "12345"}


def test_a_damaged_entry_is_named_and_the_rest_taken_in(warehouse, journal, tmp_path):
    """One torn entry stops nobody, and is told with its name."""
    deliver(journal, 1, [DeliveredFile("a.txt", FIRST, 1)])
    deliver(journal, 2, [DeliveredFile("b.txt", SECOND, 1)], seizure="s2")
    torn = sorted((tmp_path / "journal").iterdir())[0]
    torn.chmod(0o644)
    torn.write_bytes(torn.read_bytes()[:-20])
    taken = take_in_journal(warehouse, journal)
    assert taken.seizures == (("case", "s2"),)
    assert [entry.name for entry in taken.damaged] == [torn.name.removesuffix(".jsonl")]


def test_custody_told_first_stands(warehouse, journal):
    """A later delivery fills gaps of the custody record and replaces nothing."""
    deliver(journal, 1, [], custody={"authority": "first"})
    deliver(journal, 2, [], custody={"authority": "second", "tool": "imager"})
    take_in_journal(warehouse, journal)
    rows = warehouse.execute("select custody['authority'], custody['tool'] from ledger.seizure")
    assert rows == [("first", "imager")]


def test_judgements_are_kept(warehouse, journal):
    """A decision is stored with who, when and why."""
    given = JudgementGiven(
        None, "account:qq:2", "account:qq:1", "negative", "voices differ", "li", datetime(2026, 1, 2, tzinfo=UTC)
    )
    journal.append_judgement(EntryStamp(1_700_000_000_000_000_000, "test"), given)
    assert take_in_journal(warehouse, journal).judgement_count == 1
    rows = warehouse.execute("select left_reference, judgement, judged_by from ledger.judgement")
    assert rows == [("account:qq:2", "negative", "li")]


def test_a_later_refusal_takes_back_what_was_read(warehouse, journal):
    """A hash list that comes after the reading sets the exhibit aside with its records; a second way keeps it."""
    deliver(journal, 1, [DeliveredFile("a.txt", FIRST, 1), DeliveredFile("b.txt", SECOND, 1)])
    deliver(journal, 2, [DeliveredFile("b.txt", SECOND, 1)], seizure="s2")
    take_in_journal(warehouse, journal)
    for pending in pending_exhibits(warehouse, "readers"):
        with exhibit_session(warehouse, pending) as session:
            batch = BatchBuilder(pending.exhibit_id)
            batch.add("rejected_record", locator="line:1", reason="odd")
            session.append(batch.take().tables, record_count=0, rejected_count=1, duplicate_count=0)
            session.finish("read")
    refused = [DeliveredFile("a.txt", FIRST, 1, "mismatch", "c" * 64), DeliveredFile("b.txt", SECOND, 1, "mismatch")]
    deliver(journal, 3, refused)
    take_in_journal(warehouse, journal)
    assert warehouse.execute("select exhibit_id from record.rejected_record") == [(SECOND,)]
    assert warehouse.execute("select exhibit_id from ledger.reading") == [(SECOND,)]


def test_an_unreadable_file_that_comes_again_is_missing_no_more(warehouse, journal):
    """A later delivery of the same path takes the place of the file that could not be read."""
    deliver(journal, 1, [DeliveredFile("a.txt", None, None, problem="the file can't be read")])
    deliver(journal, 2, [DeliveredFile("a.txt", FIRST, 1)])
    take_in_journal(warehouse, journal)
    assert view_rows(warehouse, "exhibit").select("exhibit_id", "status").rows() == [(FIRST, "unread")]


def test_a_file_line_of_another_version_stops_nothing(warehouse, journal, tmp_path):
    """An entry that is sound but says what this version does not know is named; the next entries are taken in."""
    deliver(journal, 1, [DeliveredFile("a.txt", FIRST, 1)])
    (file,) = (tmp_path / "journal").glob("*.jsonl")
    head, line, _ = file.read_bytes().splitlines(keepends=True)
    told = head + line.replace(b'"none"', b'"maybe"')
    file.write_bytes(told + end_line(hashlib.sha256(told).hexdigest()))
    deliver(journal, 2, [DeliveredFile("b.txt", SECOND, 1)], seizure="s2")
    taken = take_in_journal(warehouse, journal)
    assert taken.seizures == (("case", "s2"),)
    assert [entry.name for entry in taken.damaged] == [file.stem]
    assert warehouse.execute("select path from ledger.provenance") == [("b.txt",)]


def test_a_companion_that_comes_has_the_exhibit_read_again(warehouse, journal):
    """What a reading looked at beside its file is part of what it depends on; other folders are not."""
    deliver(journal, 1, [DeliveredFile("app/chunks/1.jsonl", FIRST, 1)])
    take_in_journal(warehouse, journal)
    (pending,) = pending_exhibits(warehouse, "readers")
    with exhibit_session(warehouse, pending) as session:
        session.finish("read", companions_key=companions_of(warehouse, pending)[1])
    assert pending_exhibits(warehouse, "readers") == []
    deliver(journal, 2, [DeliveredFile("other/manifest.json", "c" * 64, 1, "mismatch", SECOND)])
    deliver(journal, 3, [DeliveredFile("elsewhere/manifest.json", "d" * 64, 1)])
    take_in_journal(warehouse, journal)
    assert FIRST not in {again.exhibit_id for again in pending_exhibits(warehouse, "readers")}
    deliver(journal, 4, [DeliveredFile("app/manifest.json", SECOND, 1)])
    take_in_journal(warehouse, journal)
    assert FIRST in {again.exhibit_id for again in pending_exhibits(warehouse, "readers")}
    assert companions_of(warehouse, pending)[0] == {"app/manifest.json": SECOND}
