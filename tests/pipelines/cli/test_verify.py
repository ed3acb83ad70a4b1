"""Verification from the command line: sound, damaged, absent, and where published links lead."""

import json

import pytest

from pipelines.cli.main import run
from pipelines.settings import Settings
from warehouse.evidence_store import EvidenceStore
from warehouse.snapshot import TracedLinks

CASE = ["--case", "north", "--seizure", "phone-3"]


@pytest.fixture
def home(tmp_path, monkeypatch, capsys):
    """A home with two exhibits of two and of one line."""
    monkeypatch.setenv("STEELNAIL_HOME", str(tmp_path / "home"))
    drop = tmp_path / "drop"
    drop.mkdir()
    (drop / "a.txt").write_bytes(b"one\ntwo")
    (drop / "b.txt").write_bytes(b"one\n")
    assert run(["add", str(drop), *CASE]) == 0
    capsys.readouterr()
    return Settings(tmp_path / "home")


@pytest.fixture
def published(home, monkeypatch):
    """Pretends that a snapshot is published whose links cite the given places."""

    def publish(*places, untraced=()):
        home.published.mkdir()
        home.published_file.touch()
        traced = TracedLinks(len(places), len(places), tuple(places), tuple(untraced))
        monkeypatch.setattr("warehouse.snapshot.trace_links", lambda file: traced)

    return publish


def _exhibits(home):
    """Ids of the exhibits, the one of two lines first."""
    store = EvidenceStore(home.evidence)
    return sorted(store.exhibit_ids(), key=lambda exhibit_id: -store.path_of(exhibit_id).stat().st_size)


def test_sound_home_ends_with_0(home, capsys):
    """All exhibits sound and nothing published: 0, and both are said."""
    assert run(["verify"]) == 0
    said = capsys.readouterr()
    assert "2 sound, 0 damaged, 0 absent" in said.out
    assert "nothing is published yet" in said.out
    assert said.err == ""


def test_damaged_and_absent_exhibits_are_named(home, capsys):
    """A changed and a lost exhibit are two findings with their ids; the exit is 1."""
    first, second = _exhibits(home)
    store = EvidenceStore(home.evidence)
    store.path_of(first).chmod(0o644)
    store.path_of(first).write_bytes(b"one\ntwX")
    store.path_of(second).unlink()
    assert run(["verify"]) == 1
    said = capsys.readouterr()
    assert "0 sound, 1 damaged, 1 absent" in said.out
    assert first in said.out
    assert second in said.out
    assert said.err.count("\n") == 1


def test_damaged_journal_entry_is_named(home, capsys):
    """A torn entry is a finding, and the others are still checked."""
    (entry,) = home.journal.iterdir()
    torn = home.journal / f"{'9' * 20}-abcd.jsonl"
    torn.write_bytes(entry.read_bytes()[:-20])
    assert run(["verify", "--json"]) == 1
    outcome = json.loads(capsys.readouterr().out)
    assert outcome["exhibit_counts"]["sound"] == 2
    assert [finding["what"] for finding in outcome["findings"]] == [f"journal entry {torn.stem}"]


def test_stored_bytes_without_entry_are_no_finding(home, tmp_path, capsys):
    """What a stopped `add` stored is told and does no harm."""
    (tmp_path / "c.txt").write_bytes(b"c")
    EvidenceStore(home.evidence).put(tmp_path / "c.txt")
    assert run(["verify"]) == 0
    assert "1 more are stored but named by no journal entry" in capsys.readouterr().out


def test_published_links_are_followed_to_lines(home, published, capsys):
    """Links that cite lines and places of sound exhibits are followed."""
    first, second = _exhibits(home)
    published((first, "line:2"), (first, "json:/messages/0"), (second, "line:1"))
    assert run(["verify"]) == 0
    assert "3 links followed to 3 places in 2 exhibits" in capsys.readouterr().out


def test_link_beyond_the_end_of_its_exhibit_is_found(home, published, capsys):
    """A cited line that isn't there is a finding."""
    first, second = _exhibits(home)
    published((first, "line:2"), (second, "line:2"))
    assert run(["verify"]) == 1
    assert "cite line 2, beyond its end" in capsys.readouterr().out


def test_records_that_share_a_line_are_followed_to_it(home, published, capsys):
    """The second record of a line leads to that line, in the file or beyond its end."""
    first, second = _exhibits(home)
    published((first, "line:2#2"), (second, "line:9#2"))
    assert run(["verify"]) == 1
    assert "cite line 9, beyond its end" in capsys.readouterr().out


def test_links_that_lead_nowhere_are_found(home, published, capsys):
    """A link without exhibit, and one to an exhibit the journal never named, are findings."""
    published(("f" * 64, "line:1"), untraced=["link-7"])
    assert run(["verify"]) == 1
    said = capsys.readouterr().out
    assert "link-7" in said
    assert "f" * 64 in said


def test_home_without_journal_is_explained(tmp_path, capsys):
    """There is nothing to verify before the first `add`."""
    assert run(["--home", str(tmp_path / "other"), "verify"]) == 1
    assert "`steelnail add` comes first" in capsys.readouterr().err
