"""Who is compared on which table, and the command line of each."""

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.peers.environments import environment

_ROOT = Path(__file__).parent.parent.parent
_RUNNERS = Path(__file__).parent / "runners"


@dataclass(frozen=True)
class Task:
    """One run: a contender on a table.

    Attributes:
        cache: Folder of the environments.
        records: Parquet file of the records, without truth.
        kind: Which of a peer's configurations fits: historical, febrl3, febrl4 or persons.
        clusters: Parquet file to write: rec_id, cluster.
        pairs: Parquet file to write: id_l, id_r, match_weight.
        truth: Parquet file with rec_id, cluster: answers the questions of those who ask.
        labels: Parquet file of the labelled pairs: rec_id_l, rec_id_r, label (1 the same person).
    """

    cache: Path
    records: Path
    kind: str
    clusters: Path
    pairs: Path
    truth: Path
    labels: Path


@dataclass(frozen=True)
class Contender:
    """A program with its way of use.

    Attributes:
        name: Name in the result.
        command: Command line for a task.
        kinds: Tables it runs on.
        is_taught: Whether it uses labels.
    """

    name: str
    command: Callable[[Task], list[str]]
    kinds: tuple[str, ...] = ("historical", "febrl3", "febrl4", "persons")
    is_taught: bool = False


def our_environment() -> dict[str, str]:
    """Environment variables under which `steelnail` is the code of this checkout."""
    return {**os.environ, "PYTHONPATH": str(_ROOT)}


def _steelnail(task: Task) -> list[str]:
    program = [sys.executable, "-c", "from pipelines.cli.main import main; main()"]
    files = ["--out", str(task.clusters), "--pairs", str(task.pairs)]
    return [*program, "resolve-table", str(task.records), "--id", "rec_id", *files]


def asking(task: Task, questions: Path, count: int) -> list[str]:
    """The command line that writes the pairs worth asking; its time is not counted, answering takes longer anyway."""
    return [*_steelnail(task), "--questions", str(questions), "--ask", str(count)]


def _runner(peer: str, task: Task, *more: str, kind: str | None = None) -> list[str]:
    python = environment(task.cache, peer)
    files = [str(task.records), kind or task.kind, str(task.clusters), str(task.pairs)]
    return [str(python), str(_RUNNERS / f"run_{peer}.py"), *files, *more]


CONTENDERS = (
    Contender("steelnail", _steelnail),
    Contender("steelnail, labels", lambda task: [*_steelnail(task), "--labels", str(task.labels)], is_taught=True),
    Contender("Splink", lambda task: _runner("splink", task)),
    Contender("Splink, all of one birthday", lambda task: _runner("splink", task, kind="persons_wide"), ("persons",)),
    Contender("recordlinkage, ECM", lambda task: _runner("recordlinkage", task)),
    Contender("recordlinkage, labels", lambda task: _runner("recordlinkage", task, str(task.labels)), is_taught=True),
    Contender("dedupe", lambda task: _runner("dedupe", task, str(task.truth), "100")),
    Contender("dedupe, sample cut to 1,000", lambda task: _runner("dedupe", task, str(task.truth), "100", "1000")),
)

KIND_OF = {
    "historical_50k": "historical",
    "febrl3": "febrl3",
    "febrl3_without_document": "febrl3",
    "febrl4": "febrl4",
    "febrl4_without_document": "febrl4",
    "persons_100k": "persons",
    "persons_1m": "persons",
}
