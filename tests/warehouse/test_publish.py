"""Publishing is all or nothing: readers keep the old snapshot until the new one is whole and audited."""

import errno
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from sources.record import BatchBuilder
from warehouse.case_frames import fill_references
from warehouse.cases import has_new_evidence, mark_resolved, needs_resolving, store_entities
from warehouse.connection import Warehouse, open_snapshot
from warehouse.errors import GateFailed, WarehouseBusy, WarehouseError
from warehouse.intake import take_in_journal
from warehouse.journal import Journal
from warehouse.journal_entries import DeliveredFile, EntryStamp, JudgementGiven, SeizureAdded
from warehouse.migrate import migrate
from warehouse.publish import KEPT_VERSIONS, publish_snapshot
from warehouse.schema.records import RECORD_RELATIONS
from warehouse.snapshot import asking, trace_links

EXHIBIT = "e" * 64


def add_account(warehouse):
    batch = BatchBuilder(EXHIBIT)
    batch.add(
        "account",
        locator="line:1",
        account_id="qq:12345",
        platform="qq",
        native_id="12345",
        is_owner=False,
        is_display_name_only=False,
    )
    relations = {relation.name: relation for relation in RECORD_RELATIONS}
    for name, rows in batch.take().tables.items():
        warehouse.append_case_rows(relations[name], "c", rows, schema="record")
    fill_references(warehouse, "c")


def give_entity(warehouse, run_id="run-1"):
    members = pl.DataFrame({"reference": ["account:qq:12345"], "entity_id": ["E-1"], "probability": [1.0]})
    events = pl.DataFrame({"event": ["born"], "entity_id": ["E-1"], "reason": ["first seen"]})
    store_entities(warehouse, "c", members, events, run_id=run_id, happened_at=datetime(2026, 1, 1))


def test_a_broken_gate_keeps_yesterdays_snapshot(warehouse, tmp_path: Path, run_record):
    """An account without entity stops the publication; the old file stays as it was."""
    published = tmp_path / "published"
    current = publish_snapshot(warehouse, published, run_record)
    before = current.read_bytes()
    add_account(warehouse)
    with pytest.raises(GateFailed, match="every_account_has_an_entity"):
        publish_snapshot(warehouse, published, replace(run_record, run_id="run-2"))
    assert current.read_bytes() == before
    give_entity(warehouse)
    publish_snapshot(warehouse, published, replace(run_record, run_id="run-3"))
    with asking(current) as snapshot:
        assert snapshot.rows("select entity_id from entity_account") == [{"entity_id": "E-1"}]


def test_an_open_reader_keeps_right_answers(warehouse, tmp_path: Path, run_record):
    """A reader that opened the old snapshot still reads it whole after the swap; a new one sees the new."""
    published = tmp_path / "published"
    current = publish_snapshot(warehouse, published, run_record)
    with asking(current) as old:
        add_account(warehouse)
        give_entity(warehouse)
        publish_snapshot(warehouse, published, replace(run_record, run_id="run-2"))
        assert old.rows("select count(*) as n from account") == [{"n": 0}]
    with asking(current) as new:
        assert new.rows("select count(*) as n from account") == [{"n": 1}]


def test_a_killed_build_is_cleared_away(warehouse, tmp_path: Path, run_record):
    """A folder that a killed build left is removed by the next publication."""
    stale = tmp_path / "published" / "versions" / "old.building"
    stale.mkdir(parents=True)
    publish_snapshot(warehouse, tmp_path / "published", run_record)
    assert not stale.exists()


def test_old_versions_are_pruned(warehouse, tmp_path: Path, run_record):
    """The newest versions are kept for as-of questions, the rest goes."""
    for number in range(KEPT_VERSIONS + 3):
        publish_snapshot(warehouse, tmp_path, replace(run_record, run_id=f"run-{number:02}"))
    kept = sorted(folder.name for folder in (tmp_path / "versions").iterdir())
    assert kept == [f"run-{number:02}" for number in range(3, KEPT_VERSIONS + 3)]


def test_a_file_system_without_hard_links_gets_a_copy(warehouse, tmp_path: Path, run_record, monkeypatch):
    """Where links are refused the published file is a copy, and as whole."""

    def refuse(*paths):
        raise OSError(errno.ENOTSUP, "not supported")

    monkeypatch.setattr("os.link", refuse)
    current = publish_snapshot(warehouse, tmp_path, run_record)
    with asking(current) as snapshot:
        assert snapshot.rows("select count(*) as n from account") == [{"n": 0}]


def test_a_missing_file_that_comes_later_is_missing_no_more(warehouse, tmp_path: Path, run_record):
    """The hash list's finding goes when a second delivery brings the file."""
    journal = Journal(tmp_path / "journal")
    deliveries = [DeliveredFile("a.txt", None, None, "missing", EXHIBIT), DeliveredFile("a.txt", EXHIBIT, 1, "match")]
    for number, file in enumerate(deliveries):
        stamp = EntryStamp(1_700_000_000_000_000_000 + number, "test")
        journal.append_seizure(stamp, SeizureAdded("c", "s", stamp.at), [file])
        take_in_journal(warehouse, journal)
        current = publish_snapshot(warehouse, tmp_path, replace(run_record, run_id=f"run-{number}"))
        with asking(current) as snapshot:
            rows = snapshot.rows("select status from exhibit")
        assert rows == [{"status": ("missing", "unread")[number]}]


def test_a_decision_that_meets_nobody_is_counted(warehouse, tmp_path: Path, run_record):
    """A mistyped reference, or one that a new reading renamed, is said in quality and not passed over."""
    journal = Journal(tmp_path / "journal")
    at = datetime(2026, 1, 2, tzinfo=UTC)
    given = JudgementGiven("c", "account:qq:1", "account:qq:2", "positive", "voice", "li", at)
    journal.append_judgement(EntryStamp(1_700_000_000_000_000_000, "test"), given)
    take_in_journal(warehouse, journal)
    with asking(publish_snapshot(warehouse, tmp_path, run_record)) as snapshot:
        rows = snapshot.rows("select case_id, value from quality where measure = 'judgements_without_reference'")
    assert rows == [{"case_id": "c", "value": 1.0}]


def test_every_relation_has_its_parquet(warehouse, tmp_path: Path, run_record):
    """Parquet files beside the snapshot hold the same rows."""
    add_account(warehouse)
    give_entity(warehouse)
    publish_snapshot(warehouse, tmp_path, run_record)
    rows = pl.read_parquet(tmp_path / "versions" / "run-1" / "parquet" / "account.parquet")
    assert rows["account_id"].to_list() == ["qq:12345"]


def test_nothing_published_says_what_to_do(tmp_path: Path):
    """Asking before the first run is answered in one sentence."""
    with pytest.raises(WarehouseError, match="steelnail run"), open_snapshot(tmp_path / "current.duckdb"):
        pass


def test_a_held_database_says_so(tmp_path: Path):
    """A second writer in another process is told that the warehouse is held."""
    import subprocess
    import sys

    file = tmp_path / "warehouse.duckdb"
    with Warehouse(file) as held:
        migrate(held)
        code = (
            "from pathlib import Path\nfrom warehouse.connection import Warehouse\n"
            "from warehouse.errors import WarehouseBusy\n"
            f"try:\n    Warehouse(Path({str(file)!r}))\nexcept WarehouseBusy:\n    print('busy')\n"
        )
        answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "busy"
    assert issubclass(WarehouseBusy, WarehouseError)


def test_a_case_is_resolved_again_only_when_something_changed(warehouse):
    """The same evidence, judgements and settings need no second resolution."""
    assert needs_resolving(warehouse, "c", "balanced")
    mark_resolved(warehouse, "c", "balanced")
    assert not needs_resolving(warehouse, "c", "balanced")
    assert needs_resolving(warehouse, "c", "strict")


def test_other_settings_alone_are_no_new_evidence(warehouse):
    """What was resolved under other settings is whole; only what was read or judged since must be resolved."""
    assert has_new_evidence(warehouse, "c")
    mark_resolved(warehouse, "c", "balanced")
    assert not has_new_evidence(warehouse, "c")


def test_links_are_traced_to_exhibits(warehouse, tmp_path: Path, run_record):
    """A snapshot without links has nothing untraced."""
    traced = trace_links(publish_snapshot(warehouse, tmp_path, run_record))
    assert (traced.link_count, traced.untraced) == (0, ())


def test_a_damaged_database_is_not_called_busy(tmp_path: Path):
    """Nobody waits for a run that does not exist: a file that is no database is said to be damaged."""
    file = tmp_path / "damaged.duckdb"
    file.write_bytes(b"no database" * 1000)
    with pytest.raises(WarehouseError, match="damaged") as raised:
        Warehouse(file)
    assert not isinstance(raised.value, WarehouseBusy)
