"""Compares nightly runs with full ones, row for row over all published relations; and other orders, threads and kills.

    python -m benchmarks.nights --preset small --seed 11          (generates the case)
    python -m benchmarks.nights --case DIR    (a generated case's seizures)

The seizures of a case come in three nights. After each night the home has run on what is new (delta). Beside it stand:
- full: the same ledger, judgements and weights, every file read and everything resolved anew;
- read backwards: the same as full, but seizures were read last to first;
- fresh: the same journal without a ledger: the same partition under other ids;
- files in another order: each seizure added file by file, shuffled, in a home of its own: the same ids;
- deliveries in another order: seizures shuffled, each whole; only what tells of deliveries and of times of decisions
  may differ;
- one core and more threads: fresh again on one core, and with four Polars threads;
- killed: the last night killed again and again at random moments, then run.
Data are synthetic; figures of cost are processor seconds of the run's own process.
"""

import argparse
import random
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.night_homes import PROGRAM, RunCost, add, copy_of, forget, judge, kill_after, run
from benchmarks.night_tables import Tables, differences, ids_given, tables_of, under_readable_ids
from pipelines.settings import Settings
from warehouse.connection import Warehouse, open_snapshot

NIGHTS = 3
# Adding files one by one costs a process each: cases with more files go without.
MOST_FILES = 100


@dataclass(frozen=True)
class Arm:
    """One run held against the delta.

    Attributes:
        name: What was done otherwise.
        night: After which night, from 1.
        cost: What its run cost.
        differing: Relation to how it differs; empty where all rows are equal.
    """

    name: str
    night: int
    cost: RunCost | None
    differing: Mapping[str, str]


def compare_nights(case: Path, folder: Path, *, seed: int, kills: int, only_full: bool = False) -> Iterator[Arm]:
    """Run a case in three nights and every other way.

    Args:
        case: Folder of the case's seizures.
        folder: Where the homes are made.
        seed: Of the shuffles and of the moments of the kills.
        kills: How often the last night is killed.
        only_full: Compare with full runs alone.

    Yields:
        An arm for each comparison, as soon as it is made.
    """
    chance = random.Random(seed)  # noqa: S311 - orders and moments, no secrets
    seizures = sorted(path for path in case.iterdir() if path.is_dir())
    chance.shuffle(seizures)
    nights = [seizures[night::NIGHTS] for night in range(NIGHTS)]
    home = folder / "delta"
    for night, delivered in enumerate(nights, start=1):
        add(home, case.name, delivered)
        if night > 1:
            _decide(home)
        before = copy_of(home, folder / f"before-{night}")
        cost = run(home)
        expected = tables_of(home)
        yield Arm("delta", night, cost, {})
        if night > 1:
            yield _full("full, same ledger", before, folder / "full", night, expected)
    if only_full:
        return
    before = folder / f"before-{NIGHTS}"
    expected = tables_of(home)
    backwards = [seizure.name for seizure in reversed(seizures)]
    yield _full("full, read backwards", before, folder / "backwards", NIGHTS, expected, backwards)
    yield _killed(before, folder / "killed", expected, chance, kills)
    fresh = copy_of(home, folder / "fresh", with_warehouse=False)
    cost = run(fresh)
    alone = tables_of(fresh)
    yield Arm("fresh, partition", NIGHTS, cost, differences(under_readable_ids(expected), under_readable_ids(alone)))
    for name, cores, threads in (("fresh on one core", 1, None), ("fresh with four threads", None, 4)):
        other = copy_of(home, folder / name.replace(" ", "-"), with_warehouse=False)
        cost = run(other, cores=cores, threads=threads)
        yield Arm(name, NIGHTS, cost, differences(alone, tables_of(other)))
    ordered = [seizure for night in nights for seizure in night]
    if sum(1 for seizure in ordered for file in seizure.rglob("*") if file.is_file()) <= MOST_FILES:
        pieces = [_one_by_one(seizure, folder / "pieces" / seizure.name, chance) for seizure in ordered]
        yield _added_otherwise("files in another order", case.name, pieces, home, folder / "files", alone)
    chance.shuffle(seizures)
    yield _added_otherwise("deliveries in another order", case.name, [seizures], home, folder / "deliveries", alone)


def _decide(home: Path) -> None:
    """Decide like an analyst between two nights: confirm an open link, reject a joined one, leave one unsure."""
    with open_snapshot(Settings(home).published_file) as snapshot:
        queue = snapshot.execute(
            "select left_reference, right_reference from review_queue where why_open not like '%judgement%' "
            "and why_open not like '%could not decide%' order by position limit 2"
        )
        joined = snapshot.execute(
            "select left_reference, right_reference from link where entity_id is not null and status <> 'confirmed' "
            "order by match_weight, link_id limit 1"
        )
    decided = [*zip(queue, ("same", "unsure"), strict=False), *zip(joined, ("different",), strict=False)]
    for (left, right), decision in decided:
        judge(home, str(left), str(right), decision)


def _full(
    name: str, before: Path, target: Path, night: int, expected: Tables, reading_order: Sequence[str] = ()
) -> Arm:
    """Everything read and resolved anew under the ledger of the night before."""
    home = copy_of(before, target)
    forget(home)
    for seizure in reading_order:
        _read_alone(home, seizure)
    cost = run(home)
    return Arm(name, night, cost, differences(expected, tables_of(home)))


def _read_alone(home: Path, seizure_id: str) -> None:
    """Read one seizure's files and do nothing else, as the ingest job of the Dagster UI does."""
    code = (
        "import sys; from pathlib import Path; from pipelines.settings import Settings; "
        "from pipelines.steps.ingest import read_pending, take_in; from warehouse.connection import Warehouse; "
        "from warehouse.evidence_store import EvidenceStore; from warehouse.journal import Journal; "
        "s = Settings(Path(sys.argv[1])); w = Warehouse(s.warehouse_file); take_in(w, Journal(s.journal)); "
        "(case,) = {row[0] for row in w.execute('select case_id from ledger.seizure')}; "
        "read_pending(w, EvidenceStore(s.evidence), case_id=case, seizure_id=sys.argv[2])"
    )
    subprocess.run([PROGRAM[0], "-c", code, str(home), seizure_id], check=True, stdout=subprocess.DEVNULL)


def _killed(before: Path, target: Path, expected: Tables, chance: random.Random, kills: int) -> Arm:
    """The last night, killed at random moments; then what is there, what was decided and all ids."""
    home = copy_of(before, target)
    whole = run(copy_of(before, target.with_name("timed"))).wall
    given = ids_given(home)
    moments = [chance.uniform(1.0, whole) for _ in range(kills)]
    hits = sum(kill_after(home, moment) for moment in moments)
    between = ids_given(home)
    cost = run(home)
    found = differences(expected, tables_of(home))
    lost = (given | between) - ids_given(home)
    if lost:
        found["ids"] = f"{len(lost)} ids were lost"
    twice = _events_twice(home)
    if twice:
        found["entity_event"] = f"{twice} events were written twice"
    return Arm(f"killed {hits} times of {kills}", NIGHTS, cost, found)


def _events_twice(home: Path) -> int:
    with Warehouse(Settings(home).warehouse_file, read_only=True) as warehouse:
        rows = warehouse.execute(
            "select count(*) from (select event, entity_id from ledger.entity_event where event = 'born' "
            "group by case_id, event, entity_id having count(*) > 1)"
        )
    return int(str(rows[0][0]))


def _added_otherwise(
    name: str, case_id: str, deliveries: Sequence[Sequence[Path]], judged: Path, target: Path, expected: Tables
) -> Arm:
    """The same files in other deliveries, in one night, with the same decisions; what differs of ids is told first.

    Args:
        name: What was done otherwise.
        case_id: The case.
        deliveries: Folders named like their seizures; all of one inner list are added one after another.
        judged: The home with the decisions.
        target: The new home.
        expected: Tables of a fresh home.
    """
    for parts in deliveries:
        add(target, case_id, parts)
    with Warehouse(Settings(judged).warehouse_file, read_only=True) as warehouse:
        decisions = warehouse.execute(
            "select left_reference, right_reference, judgement from ledger.judgement order by entry_name"
        )
    words = {"positive": "same", "negative": "different", "unsure": "unsure"}
    for left, right, judgement in decisions:
        judge(target, str(left), str(right), words[str(judgement)])
    cost = run(target)
    found = tables_of(target)
    who = ("entity_reference",)
    ids = differences({name: expected[name] for name in who}, {name: found[name] for name in who})
    told = {f"{name} (rows told by deliveries)": why for name, why in differences(expected, found).items()}
    return Arm(
        name, NIGHTS, cost, {**ids, **{name: why for name, why in told.items() if name.split(" ")[0] not in ids}}
    )


def _one_by_one(seizure: Path, folder: Path, chance: random.Random) -> list[Path]:
    """The files of a seizure, shuffled, each in a folder of its own, named like it and with its sheet; no hash list."""
    sheet = seizure / "seizure.toml"
    lines = sheet.read_text(encoding="utf-8").splitlines() if sheet.exists() else []
    told = "".join(f"{line}\n" for line in lines if not line.startswith("manifest"))
    aside = {sheet, seizure / "SHA256SUMS"}  # a hash list would call all other files missing
    files = sorted(file for file in seizure.rglob("*") if file.is_file() and file not in aside)
    chance.shuffle(files)
    parts = []
    for number, file in enumerate(files):
        part = folder / f"{number:03}" / seizure.name
        target = part / file.relative_to(seizure)
        target.parent.mkdir(parents=True)
        shutil.copyfile(file, target)
        if told:
            (part / sheet.name).write_text(told, encoding="utf-8")
        parts.append(part)
    return parts


def main() -> None:
    """Print a table of arms and every difference."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--case", type=Path, help="folder of a case's seizures")
    parser.add_argument("--preset", default="small", choices=["small", "demo", "medium", "hard"])
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--kills", type=int, default=5)
    parser.add_argument("--only-full", action="store_true", help="compare nights with full runs alone")
    parser.add_argument("--keep", type=Path, help="folder for the homes; else they are deleted")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        case = chosen.case
        if case is None:
            out = Path(scratch) / "generated"
            generated = ["generate", "--seed", str(chosen.seed), "--preset", chosen.preset, "--out", str(out)]
            subprocess.run([*PROGRAM, *generated], check=True, stdout=subprocess.DEVNULL)
            case = out / chosen.preset
        folder = chosen.keep or Path(scratch)
        print("| run | after night | relations that differ | wall s | processor s | peak MiB |")
        print("|---|---|---|---|---|---|")
        told = []
        for arm in compare_nights(case, folder, seed=chosen.seed, kills=chosen.kills, only_full=chosen.only_full):
            cost = f"{arm.cost.wall:.1f} | {arm.cost.cpu:.1f} | {arm.cost.peak_mib:.0f}" if arm.cost else " | | "
            print(f"| {arm.name} | {arm.night} | {len(arm.differing)} | {cost} |", flush=True)
            told += [f"\n{arm.name}, {relation}: {why}" for relation, why in arm.differing.items()]
    print("\n".join(told))


if __name__ == "__main__":
    main()
