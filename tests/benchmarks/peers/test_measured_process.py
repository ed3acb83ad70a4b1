"""A measured run: its end, its caps and its cost."""

import sys

from benchmarks.peers.measured_process import run


def _python(tmp_path, code, seconds=20.0, mib=4000.0):
    return run([sys.executable, "-c", code], tmp_path / "log", seconds, mib)


def test_finished_run_is_measured(tmp_path):
    """Wall, processor time and memory of a program that ends are said."""
    cost = _python(tmp_path, "import time; x = bytearray(80_000_000); time.sleep(0.4); print('done')")
    assert (cost.outcome, cost.log_tail) == ("finished", "done\n")
    assert cost.wall_s >= 0.4
    assert cost.peak_mib > 70


def test_caps_end_a_run(tmp_path):
    """Too long or too big is a result, not an error, and nothing goes on running."""
    assert _python(tmp_path, "import time; time.sleep(30)", seconds=0.5).outcome == "out of time"
    hungry = "import time; x = bytearray(300_000_000); time.sleep(30)"
    assert _python(tmp_path, hungry, mib=150.0).outcome == "out of memory"


def test_failed_run_shows_its_last_words(tmp_path):
    """A program that breaks is told apart from one that was stopped."""
    cost = _python(tmp_path, "raise SystemExit('no such column')")
    assert cost.outcome == "failed"
    assert "no such column" in cost.log_tail
