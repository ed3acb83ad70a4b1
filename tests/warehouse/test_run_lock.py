"""One run at a time in a home."""

import os
import signal
import subprocess
import sys
import threading
from datetime import UTC, datetime

import pytest

from warehouse.errors import RunInProgress, WarehouseError
from warehouse.run_lock import Holder, hold_home

ME = Holder(os.getpid(), datetime(2021, 6, 1, 1, 0, tzinfo=UTC), "steelnail run")
OTHER = Holder(4711, datetime(2021, 6, 1, 2, 0, tzinfo=UTC), "nightly")


def test_second_run_is_refused_with_the_holder_named(tmp_path):
    """Who doesn't want to wait is told who holds the home."""
    lock = tmp_path / "home" / "run.lock"
    named = pytest.raises(RunInProgress, match=rf"steelnail run, process {ME.pid}")
    with hold_home(lock, ME), named, hold_home(lock, OTHER, wait=False):
        pass


def test_home_is_free_after_a_run(tmp_path):
    """A run that ended, also with an error, leaves the home free."""
    lock = tmp_path / "run.lock"
    with pytest.raises(ZeroDivisionError), hold_home(lock, ME):
        raise ZeroDivisionError
    with hold_home(lock, OTHER, wait=False):
        pass


def test_waiting_run_is_told_the_holder_and_gets_its_turn(tmp_path):
    """A second run names the first, waits for it, and then holds the home."""
    lock = tmp_path / "run.lock"
    told, order = [], []
    waiting = threading.Event()

    def wait_named(holder):
        told.append(holder)
        waiting.set()

    def second():
        with hold_home(lock, OTHER, on_wait=wait_named):
            order.append("second")

    thread = threading.Thread(target=second)
    with hold_home(lock, ME):
        thread.start()
        assert waiting.wait(10)
        order.append("first")
    thread.join()
    assert told == [ME]
    assert order == ["first", "second"]


def test_killed_holder_frees_the_home(tmp_path):
    """A run that is killed can't keep the home; what it wrote into the lock file doesn't count."""
    lock = tmp_path / "run.lock"
    program = (
        "import os, sys, signal; from datetime import datetime, UTC; from pathlib import Path\n"
        "from warehouse.run_lock import Holder, hold_home\n"
        "with hold_home(Path(sys.argv[1]), Holder(os.getpid(), datetime(2021, 6, 1, tzinfo=UTC), 'run')):\n"
        "    print('held', flush=True); signal.pause()\n"
    )
    with subprocess.Popen([sys.executable, "-c", program, str(lock)], stdout=subprocess.PIPE) as holder:
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(RunInProgress, match=f"process {holder.pid}"), hold_home(lock, ME, wait=False):
            pass
        holder.send_signal(signal.SIGKILL)
        holder.wait()
    with hold_home(lock, ME, wait=False):
        pass


def test_unreadable_holder_is_unknown(tmp_path):
    """A lock whose holder has not written his name yet is still a lock."""
    lock = tmp_path / "run.lock"
    with hold_home(lock, ME):
        lock.write_text("{")
        with pytest.raises(RunInProgress, match="holder unknown"), hold_home(lock, OTHER, wait=False):
            pass


def test_lock_that_cannot_be_made_is_explained(tmp_path):
    """A home that is a file is one sentence."""
    (tmp_path / "home").touch()
    with pytest.raises(WarehouseError, match="can't be opened"), hold_home(tmp_path / "home" / "run.lock", ME):
        pass
