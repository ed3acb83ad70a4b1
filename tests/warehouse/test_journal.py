"""The journal: entries come back as given, appear whole or not at all, and damage is named."""

import errno
import os
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.errors import JournalEntryDamaged, JournalNotWritten
from warehouse.journal import Journal
from warehouse.journal_entries import (
    DamagedEntry,
    DeliveredFile,
    EntryStamp,
    JournalEntry,
    JudgementGiven,
    SeizureAdded,
    delivered_file,
    head_line,
)

STAMP = EntryStamp(1_622_505_600_123_456_789, "0badcafe")
SEIZURE = SeizureAdded(
    "north",
    "phone-3",
    STAMP.at,
    timezone="Asia/Shanghai",
    owners={"wechat": ("wxid_a", "wxid_b")},
    custody={"authority": "Northern district", "seized_at": "2021-06-01"},
)
FILES = [
    DeliveredFile("聊天/1.txt", "a" * 64, 12, "match", "a" * 64),
    DeliveredFile("gone.txt", None, None, "missing", "b" * 64),
    DeliveredFile("locked.txt", None, None, "none", None, "the file can't be read (Permission denied)"),
    DeliveredFile("a.zip!/x.txt", "c" * 64, 1, problem="cut", taken_status="partial"),
]
JUDGEMENT = JudgementGiven(None, "account:irc:a", "account:irc:b", "negative", "两人对话\nat once", "Li", STAMP.at)


CLAIM = replace(
    JUDGEMENT, right="role:boss", judgement="withdrawn", kind="role", expires_at=datetime(2027, 1, 1, tzinfo=UTC)
)


@pytest.fixture
def journal(tmp_path):
    return Journal(tmp_path / "journal")


def _stamp(second, suffix="0badcafe"):
    return EntryStamp(second * 1_000_000_000, suffix)


def test_stamp_gives_sortable_names_and_exact_instants():
    """The name begins with the time in nanoseconds; the instant is the same to the microsecond."""
    assert STAMP.name == "01622505600123456789-0badcafe"
    assert STAMP.at == datetime(2021, 6, 1, 0, 0, 0, 123456, tzinfo=UTC)
    assert _stamp(9).name < _stamp(10).name


def test_delivery_comes_back_as_given(journal):
    """Head and files of a delivery survive the disk."""
    name = journal.append_seizure(STAMP, SEIZURE, FILES)
    assert list(journal.read_entries()) == [JournalEntry(name, SEIZURE)]
    assert list(journal.files(name)) == FILES


def test_judgement_on_a_claim_comes_back_as_given(journal):
    """Kind and end are kept; a version that knows only pairs is not led to take it for one."""
    name = journal.append_judgement(STAMP, CLAIM)
    assert list(journal.read_entries()) == [JournalEntry(name, CLAIM)]
    assert head_line(JUDGEMENT).startswith(b'{"entry":"judgement",')
    assert b"kind" not in head_line(JUDGEMENT)
    assert head_line(CLAIM).startswith(b'{"entry":"judgement_on",')


def test_judgement_comes_back_as_given(journal):
    """A decision survives the disk, line breaks in its reason included."""
    name = journal.append_judgement(STAMP, JUDGEMENT)
    assert list(journal.read_entries()) == [JournalEntry(name, JUDGEMENT)]


def test_empty_journal_has_no_entries(journal):
    """A home without a journal reads as an empty one."""
    assert list(journal.read_entries()) == []


def test_entries_are_in_the_order_of_their_names_and_can_be_left_out(journal):
    """Reading is in time order; `after` and `known` leave out."""
    names = [journal.append_judgement(_stamp(second), JUDGEMENT) for second in (30, 10, 20)]
    assert [entry.name for entry in journal.read_entries()] == sorted(names)
    assert [entry.name for entry in journal.read_entries(after=_stamp(10).name)] == [_stamp(20).name, _stamp(30).name]
    assert [entry.name for entry in journal.read_entries(known={_stamp(20).name})] == [_stamp(10).name, _stamp(30).name]


def test_entries_are_immutable(journal, tmp_path):
    """An entry is read only, and its name can't be taken a second time."""
    name = journal.append_judgement(STAMP, JUDGEMENT)
    assert (tmp_path / "journal" / f"{name}.jsonl").stat().st_mode & 0o777 == 0o444
    with pytest.raises(JournalNotWritten, match="taken"):
        journal.append_judgement(STAMP, JUDGEMENT)


@pytest.mark.parametrize("share", [0.0, 0.3, 0.9, 0.99])
def test_torn_entry_is_named_and_the_rest_is_read(journal, tmp_path, share):
    """An entry cut anywhere is reported by name; the entries around it are read."""
    first = journal.append_judgement(_stamp(10), JUDGEMENT)
    torn = journal.append_seizure(_stamp(20), SEIZURE, FILES)
    last = journal.append_judgement(_stamp(30), JUDGEMENT)
    file = tmp_path / "journal" / f"{torn}.jsonl"
    content = file.read_bytes()
    file.chmod(0o644)
    file.write_bytes(content[: int(len(content) * share)])
    entries = list(journal.read_entries())
    assert [type(entry) for entry in entries] == [JournalEntry, DamagedEntry, JournalEntry]
    assert [entry.name for entry in entries] == [first, torn, last]
    assert torn in entries[1].problem
    with pytest.raises(JournalEntryDamaged, match=torn):
        list(journal.files(torn))


@given(st.integers(min_value=0), st.integers(min_value=1, max_value=255))
def test_no_changed_byte_goes_unseen(tmp_path_factory, place, flip):
    """Changing any one byte of an entry before its end makes it a damaged one, or leaves its words as they were."""
    folder = tmp_path_factory.mktemp("journal")
    journal = Journal(folder)
    name = journal.append_seizure(STAMP, SEIZURE, FILES)
    file = folder / f"{name}.jsonl"
    content = bytearray(file.read_bytes())
    content[place % len(content)] ^= flip
    file.chmod(0o644)
    file.write_bytes(content)
    (entry,) = journal.read_entries()
    assert isinstance(entry, DamagedEntry) or (entry.body == SEIZURE and list(journal.files(name)) == FILES)


def test_foreign_files_are_named(journal, tmp_path):
    """What is no entry is reported rather than passed over."""
    journal.append_judgement(STAMP, JUDGEMENT)
    (tmp_path / "journal" / "notes.txt").write_text("mine")
    entries = list(journal.read_entries())
    assert [(type(entry), entry.name) for entry in entries] == [(JournalEntry, STAMP.name), (DamagedEntry, "notes.txt")]


def test_entry_of_a_later_version_is_named(journal, tmp_path, monkeypatch):
    """An entry in a layout that is not known is reported, not guessed at."""
    monkeypatch.setattr("warehouse.journal_entries.LAYOUT", 99)
    journal.append_judgement(STAMP, JUDGEMENT)
    monkeypatch.undo()
    (entry,) = journal.read_entries()
    assert isinstance(entry, DamagedEntry)
    assert "another version" in entry.problem


def test_files_of_a_judgement_are_refused(journal):
    """Only deliveries have files."""
    name = journal.append_judgement(STAMP, JUDGEMENT)
    with pytest.raises(JournalEntryDamaged, match="no delivery"):
        list(journal.files(name))


def test_full_disk_leaves_the_journal_as_it_was(journal, tmp_path, monkeypatch):
    """When an entry can't be written nothing of it stays, and the sentence says so."""

    def full(descriptor, content):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(JournalNotWritten, match="No space left on device"):
        journal.append_judgement(STAMP, JUDGEMENT)
    assert list((tmp_path / "journal").iterdir()) == []


def test_journal_in_a_folder_that_is_a_file_is_explained(tmp_path):
    """A home whose journal can't be made is one sentence."""
    (tmp_path / "file").touch()
    with pytest.raises(JournalNotWritten):
        Journal(tmp_path / "file" / "journal").append_judgement(STAMP, JUDGEMENT)


def test_killed_writer_leaves_whole_entries_only(journal, tmp_path):
    """A process killed while it writes entry after entry leaves each one whole, and a rest that can be removed."""
    program = (
        "import itertools, sys; from pathlib import Path\n"
        "from warehouse.journal import Journal\n"
        "from warehouse.journal_entries import DeliveredFile, EntryStamp, SeizureAdded\n"
        "journal = Journal(Path(sys.argv[1]))\n"
        "files = [DeliveredFile(f'{n}.txt', 'a' * 64, n) for n in range(20000)]\n"
        "for second in itertools.count(1):\n"
        "    stamp = EntryStamp(second, 'abcd')\n"
        "    journal.append_seizure(stamp, SeizureAdded('c', 's', stamp.at), files)\n"
        "    print(second, flush=True)\n"
    )
    with subprocess.Popen([sys.executable, "-c", program, str(tmp_path / "journal")], stdout=subprocess.PIPE) as writer:
        for _ in range(3):
            writer.stdout.readline()
        writer.send_signal(signal.SIGKILL)
        writer.wait()
    entries = list(journal.read_entries())
    assert len(entries) >= 3
    assert {type(entry) for entry in entries} == {JournalEntry}
    assert sum(1 for _ in journal.files(entries[-1].name)) == 20000
    journal.remove_abandoned()
    assert len(list((tmp_path / "journal").iterdir())) == len(entries)


TEXTS = st.text(max_size=20)


@given(TEXTS, st.dictionaries(TEXTS, TEXTS, max_size=3), TEXTS)
def test_any_words_come_back(tmp_path_factory, timezone, custody, path):
    """Any Unicode text in any field survives, lone surrogates of odd file names included."""
    journal = Journal(tmp_path_factory.mktemp("journal"))
    seizure = SeizureAdded("c", "s", STAMP.at, timezone, {}, custody)
    file = DeliveredFile(path + "\udcff", None, None)
    name = journal.append_seizure(STAMP, seizure, [file])
    assert [entry.body for entry in journal.read_entries()] == [seizure]
    assert list(journal.files(name)) == [file]


def test_lines_without_archives_are_as_before(journal, tmp_path):
    """A delivery without archives is written so that a version that knew none reads it."""
    name = journal.append_seizure(STAMP, SEIZURE, FILES[:3])
    assert b"taken_status" not in (tmp_path / "journal" / f"{name}.jsonl").read_bytes()


def test_unknown_status_is_damage(journal, tmp_path):
    """A status that this version doesn't know is named, not guessed."""
    with pytest.raises(JournalEntryDamaged, match="unknown status"):
        delivered_file("entry", b'{"path":"a","exhibit_id":null,"size_bytes":null,"taken_status":"melted"}')
