"""Time and memory of every step from records to links, at sizes that double.

    .venv/bin/python -m benchmarks.scale --messages 500000 1000000       # records to links
    .venv/bin/python -m benchmarks.scale --messages 50000 100000 --whole # and on to the published snapshot
    .venv/bin/python -m benchmarks.scale --home HOME --answers DIR  # of a synthetic case that was read already

One synthetic case of 50,000 messages and 1,040 accounts (preset medium, seed 11) is generated, added and read; bigger
ones are tiles of it (benchmarks/scale_tiles.py). Each size runs in a process of its own, step by step as
`steelnail run` does it, without Dagster. Seconds are those of the processor over all threads: where other work goes on
the clock on the wall says little, and stands beside. Peak is that of the process during the step; what the allocator
and the database kept of earlier steps counts. All data are synthetic.
"""

import argparse
import json
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from benchmarks.scale_tiles import add_tiles
from pipelines.intake import add_seizure
from pipelines.linking import LinkingChoice
from pipelines.settings import Settings
from pipelines.steps.case_step import CaseStep, run_case_step
from pipelines.steps.describe import DESCRIBE_STEPS
from pipelines.steps.ingest import read_pending, take_in
from pipelines.steps.messages import MESSAGE_STEPS
from pipelines.steps.publish import publish
from pipelines.steps.resolve import RESOLVE_STEPS, make_references, settle_entities
from pipelines.taking.request import SeizureRequest
from resolvers.contract import LinkSettings
from sources.synthetic.generate import generate
from sources.synthetic.settings import PRESETS
from warehouse.connection import Warehouse
from warehouse.evidence_store import EvidenceStore
from warehouse.journal import Journal
from warehouse.journal_entries import EntryStamp
from warehouse.migrate import migrate

_SEED = 11
_PRESET = PRESETS["medium"]
_READING = ("taking in", "reading")


@dataclass(frozen=True)
class Step:
    """What one step took.

    Attributes:
        name: Name of the step.
        cpu: Seconds of the processor, all threads.
        wall: Seconds of the clock.
        peak_mib: Most resident memory of the process while it went on.
        rows: Rows of its first table, 0 where it makes none.
    """

    name: str
    cpu: float
    wall: float
    peak_mib: float
    rows: int


def measured(name: str, work: Callable[[], int]) -> Step:
    """Do one step and say what it took; `work` returns its rows."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # forget the peak of the steps before
    cpu, wall = time.process_time(), time.monotonic()
    rows = work()
    return Step(name, time.process_time() - cpu, time.monotonic() - wall, _peak_mib(), rows)


def _peak_mib() -> float:
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


def read_case(home: Path) -> tuple[Path, list[Step]]:
    """Generate, add and read the base case in a home of its own; returns the folder of its key and what it took."""
    made = generate(home.with_name("files"), _SEED, _PRESET)
    settings = Settings(home)

    def add() -> int:
        for folder in made.seizures:
            request = SeizureRequest((folder,), made.case_id, folder.name, None, (), None, None)
            add_seizure(settings, request, EntryStamp(time.time_ns(), secrets.token_hex(8)))
        return len(made.seizures)

    def read() -> int:
        with Warehouse(settings.warehouse_file) as warehouse:
            migrate(warehouse)
            take_in(warehouse, Journal(settings.journal))
            return read_pending(warehouse, EvidenceStore(settings.evidence)).record_count

    return made.answers, [measured(name, work) for name, work in zip(_READING, (add, read), strict=True)]


def resolving_steps(warehouse: Warehouse, *, whole: bool) -> Iterator[Step]:
    """The steps from records to links, and where `whole` those to the published tables, as they are done."""
    choice = LinkingChoice(LinkSettings(), force=True)
    now = datetime.now(UTC).replace(tzinfo=None)

    def counted(table: str) -> int:
        return int(str(warehouse.execute(f"select count(*) from frame.{table}")[0][0]))

    def of(step: CaseStep) -> Step:
        return measured(step.name, lambda: _ran(step, warehouse, choice, counted))

    def references() -> int:
        make_references(warehouse, choice)
        return counted("reference")

    def entities() -> int:
        settle_entities(warehouse, choice, "benchmark", now)
        return counted("cluster_member")

    yield from map(of, MESSAGE_STEPS)
    yield measured("references", references)
    yield from map(of, RESOLVE_STEPS)
    yield measured("entities", entities)
    if whole:
        yield from map(of, DESCRIBE_STEPS)
        yield measured("publish", lambda: _published(warehouse, choice, now))


def _ran(step: CaseStep, warehouse: Warehouse, choice: LinkingChoice, counted: Callable[[str], int]) -> int:
    run_case_step(step, warehouse, choice)
    return counted(step.makes[0].name)


def _published(warehouse: Warehouse, choice: LinkingChoice, now: datetime) -> int:
    with tempfile.TemporaryDirectory() as folder:
        publish(warehouse, Path(folder), choice, is_whole=True, run_id="benchmark", started_at=now, ended_at=now)
    return 0


def measure_here(file: Path, *, whole: bool) -> None:
    """Run the steps on a working database in this process; one line of JSON for each."""
    with Warehouse(file) as warehouse:
        for step in resolving_steps(warehouse, whole=whole):
            print(json.dumps(asdict(step)), flush=True)


def measure_size(home: Path, answers: Path, file: Path, tiles: int, *, whole: bool) -> list[Step]:
    """Tile the case of a home in a file of its own and run the steps on it in a process of its own."""
    shutil.copyfile(Settings(home).warehouse_file, file)
    with Warehouse(file) as warehouse:
        migrate(warehouse)
        case_id = str(warehouse.execute("select case_id from ledger.seizure limit 1")[0][0])
        add_tiles(warehouse, case_id, tiles, pl.read_parquet(answers / "alias.parquet")["alias"])
        told = warehouse.execute(
            "select count(*), count(distinct sender_account_id), count(distinct thread_id) from record.message"
        )
    command = [sys.executable, "-m", "benchmarks.scale", "--file", str(file), *(["--whole"] if whole else [])]
    steps = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        for line in child.stdout or ():
            steps.append(Step(**json.loads(line)))
            print(f"  {tiles} tiles {steps[-1]}", file=sys.stderr, flush=True)
    if child.returncode:
        raise SystemExit(f"the run of {tiles} tiles failed")
    file.unlink()
    messages, accounts, threads = told[0]
    print(f"{tiles} tiles: {messages:,} message records, {accounts:,} accounts that write, {threads:,} conversations")
    return steps


def table(by_size: dict[int, list[Step]]) -> Iterator[str]:
    """Lines of the table: each step at each size, with how the last size compares with the one before."""
    sizes = list(by_size)
    heads = " | ".join(f"{size:,}: CPU s | wall s | peak MiB | rows" for size in sizes)
    yield f"| step | {heads} | ratio of CPU |"
    yield "|---|" + "---|---|---|---|" * len(sizes) + "---|"
    for number, step in enumerate(by_size[sizes[0]]):
        yield _row(step.name, [by_size[size][number] for size in sizes])
    count = 1 + next(n for n, step in enumerate(by_size[sizes[0]]) if step.name == "entities")
    yield _row("records to links", [_total(by_size[size][:count]) for size in sizes])
    yield _row("all", [_total(by_size[size]) for size in sizes])


def _total(steps: list[Step]) -> Step:
    return Step(
        "", sum(s.cpu for s in steps), sum(s.wall for s in steps), max(s.peak_mib for s in steps), steps[-1].rows
    )


def _row(name: str, steps: list[Step]) -> str:
    cells = " | ".join(f"{step.cpu:.1f} | {step.wall:.0f} | {step.peak_mib:,.0f} | {step.rows:,}" for step in steps)
    ratio = f"{steps[-1].cpu / steps[-2].cpu:.2f}" if len(steps) > 1 and steps[-2].cpu else ""
    return f"| {name} | {cells} | {ratio} |"


def main() -> None:
    """Measure the sizes that were asked for and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--messages", type=int, nargs="+", default=[50_000, 100_000], help="sizes, about")
    parser.add_argument("--whole", action="store_true", help="describe and publish too")
    parser.add_argument("--home", type=Path, help="a home that read a synthetic case of 50,000 messages, instead")
    parser.add_argument("--answers", type=Path, help="folder of its answer key")
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.file:
        measure_here(chosen.file, whole=chosen.whole)
        return
    with tempfile.TemporaryDirectory() as folder:
        home, answers = chosen.home, chosen.answers
        if home is None:
            home = Path(folder) / "home"
            answers, reading = read_case(home)
            for step in reading:
                print(f"{step.name} ({_PRESET.messages:,} messages): CPU {step.cpu:.1f} s, {step.rows:,} rows")
        tiles = {size: max(1, round(size / _PRESET.messages)) for size in sorted(chosen.messages)}
        by_size = {
            size: measure_size(home, answers, Path(folder) / "tiles.duckdb", count, whole=chosen.whole)
            for size, count in tiles.items()
        }
    for line in table(by_size):
        print(line)


if __name__ == "__main__":
    main()
