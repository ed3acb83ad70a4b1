"""Homes for comparing nights: adds, runs, kills and copies of homes, each run in a process of its own."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pipelines.settings import Settings
from warehouse.connection import Warehouse
from warehouse.rebuild import forget_derived

PROGRAM = (sys.executable, "-c", "from pipelines.cli.main import main; main()")


@dataclass(frozen=True)
class RunCost:
    """What a run cost.

    Attributes:
        wall: Seconds by the clock.
        cpu: User and system seconds of its process.
        peak_mib: Largest resident memory.
    """

    wall: float
    cpu: float
    peak_mib: float


def add(home: Path, case_id: str, seizures: Sequence[Path]) -> None:
    """Take seizures in, one delivery each, in the order given."""
    for seizure in seizures:
        named = ["--case", case_id, "--seizure", seizure.name]
        subprocess.run(
            [*PROGRAM, "--home", str(home), "add", str(seizure), *named], check=True, stdout=subprocess.DEVNULL
        )


def judge(home: Path, left: str, right: str, decision: str) -> None:
    """Record a decision."""
    signed = ["--because", "decided for the comparison of nights", "--by", "benchmark"]
    command = [*PROGRAM, "--home", str(home), "judge", left, right, decision, *signed]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def start(
    home: Path, *, cores: int | None = None, threads: int | None = None, arguments: Sequence[str] = ()
) -> subprocess.Popen[bytes]:
    """Start `steelnail run`.

    Args:
        home: The home.
        cores: Cores it may use; DuckDB and Polars take one thread for each. None leaves the machine's.
        threads: Threads of Polars, where they shall differ from the cores.
        arguments: More arguments.
    """
    environment = {**os.environ, **({"POLARS_MAX_THREADS": str(threads)} if threads else {})}
    allowed = sorted(os.sched_getaffinity(0))[:cores]
    # taskset before Python starts: thread pools are sized when libraries are loaded.
    pinned = ["taskset", "--cpu-list", ",".join(map(str, allowed))] if cores else []
    command = [*pinned, *PROGRAM, "--home", str(home), "run", *arguments]
    return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def run(home: Path, *, cores: int | None = None, threads: int | None = None, arguments: Sequence[str] = ()) -> RunCost:
    """Run to the end.

    Raises:
        RuntimeError: When the run failed.
    """
    began = time.monotonic()
    process = start(home, cores=cores, threads=threads, arguments=arguments)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise RuntimeError(f"the run of {home} ended with {process.returncode}")
    return RunCost(time.monotonic() - began, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def kill_after(home: Path, seconds: float) -> bool:
    """Start a run and kill it (-9) after some seconds; says whether it was still going on."""
    process = start(home)
    try:
        process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        process.wait()
        return True
    return False


def copy_of(home: Path, target: Path, *, with_warehouse: bool = True) -> Path:
    """A home with the same evidence and journal, and the same working database or none."""
    shutil.rmtree(target, ignore_errors=True)
    for name in ("evidence", "journal"):
        shutil.copytree(home / name, target / name)
    if with_warehouse:
        for file in home.glob("warehouse.duckdb*"):
            shutil.copy2(file, target / file.name)
    return target


def forget(home: Path) -> None:
    """Leave the home its ledger, judgements and evidence alone."""
    with Warehouse(Settings(home).warehouse_file) as warehouse:
        forget_derived(warehouse)
