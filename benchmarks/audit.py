"""Measures the audit of linking on a generated case: an oracle checks forty draws, again and again.

    python -m benchmarks.audit HOME ANSWERS [--audits 100]

The oracle decides just the pairs that audit_pair lists, by the answer key. Beside the mean of the estimates stand the
same measures counted on the whole key, and how many of the 95 % intervals hold them. What neither an entity nor its
heaviest leads show is missed by whoever checks it, so recall is estimated too high: by how much stands here.
"""

import argparse
import random
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import polars as pl

from benchmarks.roles_key import members_by_key, read_key
from pipelines.settings import Settings
from pipelines.steps.evaluate import audited_case
from resolvers.audit_estimates import audit_measures
from resolvers.audit_plan import DRAWS, AuditedCase, audit_plan, machine_clusters, true_clusters
from resolvers.contract import LinkSettings
from resolvers.evaluation import b_cubed, pairwise
from warehouse.connection import Warehouse
from warehouse.schema.frames import JUDGED_PAIR


def whole(machine: pl.DataFrame, truth: pl.DataFrame) -> dict[str, float]:
    """The audit's measures, counted on the whole key."""
    pairs, references = pairwise(machine, truth), b_cubed(machine, truth)
    found, real = (
        {frozenset(part) for part in frame.group_by("cluster").agg("reference")["reference"].to_list()}
        for frame in (machine, truth)
    )
    return {
        "audit_pairwise_precision": pairs.precision,
        "audit_pairwise_recall": pairs.recall,
        "audit_b_cubed_precision": references.precision,
        "audit_b_cubed_recall": references.recall,
        "audit_cluster_precision": len(found & real) / len(found),
        "audit_cluster_recall": len(found & real) / len(real),
    }


def checked(
    case: AuditedCase, machine: pl.DataFrame, scored: pl.DataFrame, person: Mapping[str, str]
) -> tuple[pl.DataFrame, int]:
    """MEASURED of an audit whose listed pairs the oracle decided, round after round till none is open; and how many."""
    said: dict[tuple[str, str], str] = {}
    while True:
        rows = [(left, right, word, "oracle", "key", None) for (left, right), word in sorted(said.items())]
        decided = replace(case, judged_pairs=pl.DataFrame(rows, schema=JUDGED_PAIR.polars_schema(), orient="row"))
        plan, listed = audit_plan(decided, machine, scored)
        still_open = listed.filter(pl.col("verdict").is_null()).select("left_reference", "right_reference").unique()
        if still_open.is_empty():
            return audit_measures(machine, plan, true_clusters(plan, decided.judged_pairs), {}), len(said)
        for left, right in still_open.iter_rows():
            said[left, right] = "positive" if person[left] == person[right] else "negative"


def main() -> None:
    """Print a row per measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("home", type=Path)
    parser.add_argument("answers", type=Path)
    parser.add_argument("--audits", type=int, default=100)
    chosen = parser.parse_args()
    with Warehouse(Settings(chosen.home).warehouse_file, read_only=True) as warehouse:
        (case_id,) = (str(row[0]) for row in warehouse.execute("select distinct case_id from ledger.seizure"))
        case = replace(audited_case(warehouse, case_id), judged_pairs=JUDGED_PAIR.empty_frame())
    machine, scored = machine_clusters(case, LinkSettings())
    by_key = members_by_key(read_key(chosen.answers), case.members, case.references, case.names)
    truth = by_key.select("reference", cluster="entity_id")
    person = dict(truth.iter_rows())
    exact, chance = whole(machine, truth), random.Random(1)  # noqa: S311 - samples
    estimates: dict[str, list[tuple[float, float, float]]] = {name: [] for name in exact}
    decisions: list[int] = []
    for _ in range(chosen.audits):
        drawn = chance.sample(case.references["reference"].sort().to_list(), DRAWS)
        measured, decided = checked(replace(case, draws=pl.DataFrame({"reference": drawn})), machine, scored, person)
        decisions.append(decided)
        for row in measured.filter(pl.col("measure").is_in(list(exact))).iter_rows(named=True):
            estimates[row["measure"]].append((row["value"], row["lower"], row["upper"]))
    print("| measure | whole key | mean estimate | mean interval | intervals that hold it |")
    print("|---|---|---|---|---|")
    for name, value in exact.items():
        means = [sum(part) / len(part) for part in zip(*estimates[name], strict=True)]
        held = sum(lower <= value <= upper for _, lower, upper in estimates[name])
        interval = f"{means[1]:.3f} to {means[2]:.3f}"
        print(f"| {name} | {value:.3f} | {means[0]:.3f} | {interval} | {held} of {len(estimates[name])} |")
    print(f"\n{sum(decisions) / len(decisions):.0f} decisions an audit, between {min(decisions)} and {max(decisions)}")


if __name__ == "__main__":
    main()
