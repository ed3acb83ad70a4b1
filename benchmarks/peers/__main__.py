"""Compares `steelnail resolve-table` with Splink, recordlinkage and dedupe, everything in one run on one machine.

    python -m benchmarks.peers --cache FOLDER [--data DIR] [--out peers.md] [--sets …] [--only …]
                               [--minutes 20] [--gib 16]

Each peer runs as a whole process in an environment of its own (made by uv under --cache; needs a package index), under
caps of time and memory: not finishing is a result. Nobody sees the truth but those that ask (dedupe: 100 questions) or
are taught (100 labels, the same for all, asked as resolvers.learned asks). The tables `persons_*` are synthetic.
"""

import argparse
import os
import sys
from pathlib import Path

import polars as pl

from benchmarks.peers.contenders import CONTENDERS, KIND_OF, Contender, Task, asking, our_environment
from benchmarks.peers.environments import packages
from benchmarks.peers.labels import answer
from benchmarks.peers.measured_process import Cost, run
from benchmarks.peers.quality import best_threshold, cluster_quality, pair_quality
from benchmarks.peers.tables import Table, load, make_files

_LABELS = 100
_HEAD = (
    "| set | who | P | R | F1 | B³ P | B³ R | B³ F1 | candidate recall | recall at P .99 | s | CPU s | MiB |\n"
    "|---|---|---|---|---|---|---|---|---|---|---|---|---|"
)


def _row(table: str, who: str, cost: Cost, cells: list[str]) -> str:
    spent = [f"{cost.wall_s:.1f}", f"{cost.cpu_s:.1f}", f"{cost.peak_mib:.0f}"]
    return "| " + " | ".join([table, who, *cells, *spent]) + " |"


def _share(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}".removeprefix("0")


def measure(table: Table, contender: Contender, task: Task, cost: Cost) -> list[str]:
    """Rows of the result: at the contender's own threshold and, for peers, at the one that flatters them most."""
    if cost.outcome != "finished":
        print(cost.log_tail, file=sys.stderr)
        return [_row(table.name, contender.name, cost, [cost.outcome, *[""] * 7])]
    columns = pl.read_parquet(task.clusters).columns
    cluster = "entity_id" if "entity_id" in columns else "cluster"
    found = pl.read_parquet(task.clusters).select(reference="rec_id", cluster=cluster)
    scored = pl.read_parquet(task.pairs, columns=["id_l", "id_r", "match_weight"])
    pairs = pair_quality(scored, table.truth)
    tail = [_share(pairs.candidate_recall), _share(pairs.recall_at_99)]
    at = [_share(value) for q in cluster_quality(found, table.truth) for value in (q.precision, q.recall, q.f1)]
    if contender.name.startswith("steelnail"):
        return [_row(table.name, contender.name, cost, [*at, *tail])]
    weight, *quality = best_threshold(scored, table.truth)
    best = [_share(value) for q in quality for value in (q.precision, q.recall, q.f1)]
    none = Cost("", 0.0, 0.0, 0.0, "")
    ours = _row(table.name, contender.name, cost, [*at, *tail])
    flattered = _row(table.name, f"{contender.name}, best threshold ({weight:.1f} bits)", none, [*best, *tail])
    return [ours, flattered.replace(" 0.0 | 0.0 | 0 |", " | | |")]


def compare(chosen: argparse.Namespace) -> list[str]:
    """All rows, table by table; written to --out as they come."""
    folder = chosen.cache / "work"
    folder.mkdir(parents=True, exist_ok=True)
    febrl = packages(chosen.cache, "recordlinkage") / "recordlinkage" / "datasets" / "febrl"
    sizes = {"persons_100k": 100_000, "persons_1m": 1_000_000}
    make_files(chosen.cache / "tables", chosen.data, febrl, packages(chosen.cache, "names") / "names", sizes)
    rows: list[str] = []
    for name in chosen.sets:
        table = load(chosen.cache / "tables", name)
        records, truth = folder / f"{name}.parquet", folder / f"{name}.truth.parquet"
        table.records.write_parquet(records)
        table.truth.select(rec_id="reference", cluster="cluster").write_parquet(truth)
        labels = folder / f"{name}.labels.parquet"
        for contender in CONTENDERS:
            slug = contender.name.replace(", ", "_").replace(" ", "_")
            if KIND_OF[name] not in contender.kinds or (chosen.only and contender.name not in chosen.only):
                continue
            clusters, pairs = (folder / f"{name}.{slug}.{what}.parquet" for what in ("clusters", "pairs"))
            task = Task(chosen.cache, records, KIND_OF[name], clusters, pairs, truth, labels)
            limits = (chosen.minutes * 60, chosen.gib * 1024)
            if contender.is_taught and not labels.exists():
                questions = folder / f"{name}.questions.parquet"
                log = folder / f"{name}.questions.log"
                if run(asking(task, questions, _LABELS), log, *limits, our_environment()).outcome == "finished":
                    answer(questions, table, labels)
            environment = our_environment() if contender.name.startswith("steelnail") else None
            cost = run(contender.command(task), folder / f"{name}.{slug}.log", *limits, environment)
            measured = measure(table, contender, task, cost)
            rows += measured
            print(*measured, sep="\n", flush=True)
            chosen.out.write_text("\n".join([_HEAD, *rows, ""]), encoding="utf-8")
    return rows


def main() -> None:
    """Run the comparison and write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cache", type=Path, required=True, help="folder for environments, tables and results")
    parser.add_argument("--data", type=Path, default=os.environ.get("STEELNAIL_DATA"), help="folder of real data")
    parser.add_argument("--out", type=Path, default=Path("peers.md"), help="result as markdown")
    parser.add_argument("--sets", nargs="+", default=list(KIND_OF), choices=list(KIND_OF))
    parser.add_argument("--only", nargs="+", choices=[contender.name for contender in CONTENDERS])
    parser.add_argument("--minutes", type=float, default=20.0, help="cap of each run's time")
    parser.add_argument("--gib", type=float, default=16.0, help="cap of each run's memory")
    chosen = parser.parse_args()
    if chosen.data is None:
        print("skipped: --data or STEELNAIL_DATA must name the folder with records/historical_50k.parquet")
        return
    chosen.data = Path(chosen.data)
    compare(chosen)


if __name__ == "__main__":
    main()
