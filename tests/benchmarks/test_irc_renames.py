"""The measures of the rename benchmark, on a log made up for it."""

import polars as pl
import pytest

from benchmarks.irc_renames import (
    chained_entities,
    likeness_pairs,
    main,
    pairs_within,
    stated_renames,
    with_truth,
    write_blinded,
)

_LOG = "[10:00] <amber> hi\n=== amber is now known as basil\n[10:01] <basil> === x is now known as y\n"


@pytest.fixture
def log(tmp_path):
    path = tmp_path / "2024-01-01.txt"
    path.write_text(_LOG, encoding="utf-8")
    return path


def _members(*rows):
    columns = ["reference", "log", "nick", "entity_id"]
    return pl.DataFrame(rows, schema=columns, orient="row").with_columns(message_count=pl.lit(5))


def test_truth_is_what_the_server_wrote(log):
    """Only system lines state a rename, not people who quote one."""
    assert stated_renames([log]).rows() == [("2024-01-01.txt", "amber", "basil")]


def test_blinded_copy_lacks_renames_and_nothing_else(log, tmp_path):
    """The copy has every other byte."""
    write_blinded([log], tmp_path / "blind")
    kept = (tmp_path / "blind" / log.name).read_text(encoding="utf-8")
    assert kept == _LOG.replace("=== amber is now known as basil\n", "")


def test_chains_close_inside_a_log_only():
    """A -> B -> C is one person in its log; the same nick in another log is not."""
    renames = pl.DataFrame({"log": ["1", "1"], "old": ["a", "b"], "new": ["b", "c"]})
    rows = [("r1", "1", "a", "x"), ("r2", "1", "b", "y"), ("r3", "1", "c", "z"), ("r4", "2", "a", "x")]
    found = with_truth(_members(*rows), renames)
    assert set(pairs_within(found, "truth").rows()) == {("r1", "r2"), ("r1", "r3"), ("r2", "r3")}


def test_baseline_finds_likeness_within_a_log():
    """Nearly equal nicknames of one log are the baseline's pairs."""
    rows = [("r1", "1", "hammerhead", "x"), ("r2", "1", "hammerhead_", "y"), ("r3", "2", "hammerhead", "z")]
    assert likeness_pairs(_members(*rows)).rows() == [("r1", "r2")]


def test_chain_over_logs_is_counted():
    """An entity with nicknames that never stood together in one log is a chain."""
    chain = [("r1", "1", "a", "e"), ("r2", "1", "b", "e"), ("r3", "2", "b", "e"), ("r4", "2", "c", "e")]
    assert chained_entities(_members(*chain)) == 1
    assert chained_entities(_members(*chain[:3])) == 0


def test_without_data_it_is_skipped_in_one_sentence(monkeypatch, capsys):
    """No data, no measurement, no failure."""
    monkeypatch.delenv("STEELNAIL_DATA", raising=False)
    assert main([]) == 0
    assert capsys.readouterr().out.startswith("skipped:")
