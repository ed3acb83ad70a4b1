"""Runs a program under caps of time and memory and says what it cost: time, processor seconds, memory of its tree."""

import resource
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

_INTERVAL_S = 0.1


@dataclass(frozen=True)
class Cost:
    """What a run cost.

    Attributes:
        outcome: `finished`, `out of time`, `out of memory` or `failed`.
        wall_s: Seconds by the clock.
        cpu_s: Seconds of processor, of the process and all it started and waited for.
        peak_mib: Largest sum of resident memory of the process tree, sampled ten times a second; pages shared by two
            processes count twice.
        log_tail: End of what it wrote.
    """

    outcome: str
    wall_s: float
    cpu_s: float
    peak_mib: float
    log_tail: str


def _tree(process: psutil.Process) -> list[psutil.Process]:
    try:
        return [process, *process.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def _resident(processes: list[psutil.Process]) -> int:
    total = 0
    for process in processes:
        try:
            total += process.memory_info().rss
        except psutil.NoSuchProcess:
            continue  # ended between the list and the look
    return total


def _end(processes: list[psutil.Process]) -> None:
    """End the whole tree; children first, so that none is left behind."""
    for process in reversed(processes):
        try:
            process.kill()
        except psutil.NoSuchProcess:
            continue


def run(command: list[str], log: Path, seconds: float, mib: float, environment: dict[str, str] | None = None) -> Cost:
    """Run to the end or to a cap.

    Args:
        command: Program and arguments.
        log: File that takes stdout and stderr.
        seconds: Cap of wall time.
        mib: Cap of resident memory of the tree.
        environment: Environment variables; ours when None.
    """
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begin = time.perf_counter()
    peak, outcome = 0, ""
    with log.open("w", encoding="utf-8") as out:
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT, env=environment)
        root = psutil.Process(process.pid)
        while process.poll() is None:
            tree = _tree(root)
            peak = max(peak, _resident(tree))
            if peak > mib * 2**20:
                outcome = "out of memory"
            elif time.perf_counter() - begin > seconds:
                outcome = "out of time"
            if outcome:
                _end(tree)
                process.wait()
                break
            time.sleep(_INTERVAL_S)
    wall = time.perf_counter() - begin
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    tail = log.read_text(encoding="utf-8", errors="replace")[-1500:]
    return Cost(outcome or ("finished" if process.returncode == 0 else "failed"), wall, cpu, peak / 2**20, tail)
