"""Measures the resolver of tables alone: quality, calibration, time and memory on tables of persons with a key.

    python -m benchmarks.records TABLE.parquet… --id rec_id --truth cluster [--without COLUMN]…

One and the same configuration for all tables; the key is dropped before resolving. `benchmarks.peers` measures the same
beside other tools.
"""

import argparse
import resource
import time
from itertools import pairwise as neighbours
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pipelines.cli._table_files import read_table
from resolvers.evaluation import b_cubed, pairwise
from resolvers.records.answers import entities
from resolvers.records.resolve import Resolved, resolve_records

# Probabilities between which said and true shares are compared.
_EDGES = (0.05, 0.2, 0.5, 0.8, 0.95, 0.99, 1.01)


def measured(file: Path, id_column: str, truth_column: str, without: list[str]) -> str:
    """One table resolved and held against its key, as a row in Markdown."""
    table = read_table(file).drop(without).sort(id_column)
    truth = table.select(reference=id_column, cluster=truth_column)
    started = time.process_time()
    resolved = resolve_records(table.drop(truth_column), id_column)
    seconds = time.process_time() - started
    found = entities(resolved, id_column).select(reference=id_column, cluster="entity_id")
    pairs, cubed = pairwise(found, truth), b_cubed(found, truth)
    key = truth["cluster"].rank("dense").to_numpy()
    is_true = key[resolved.candidates.left] == key[resolved.candidates.right]
    sizes = np.bincount(key.astype(np.int64)).astype(np.float64)
    true_count = float((sizes * (sizes - 1) / 2).sum())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    name = file.stem + "".join(f" without {column}" for column in without)
    return (
        f"| {name} | {table.height:,} | {pairs.precision:.4f} | {pairs.recall:.4f} | {pairs.f1:.4f} | {cubed.f1:.4f} "
        f"| {is_true.sum() / true_count:.4f} | {_recall_at(resolved, is_true, 0.99) / true_count:.4f} "
        f"| {len(is_true):,} | {seconds:.1f} | {peak:.0f} | {_calibration(resolved, is_true)} |"
    )


def _recall_at(resolved: Resolved, is_true: NDArray[np.bool_], precision: float) -> float:
    """True pairs above the lowest weight from which so large a share of the pairs is true."""
    right = np.cumsum(is_true[np.argsort(-resolved.pair_weights, kind="stable")])
    enough = np.flatnonzero(right / np.arange(1, len(right) + 1) >= precision)
    return float(right[enough[-1]]) if len(enough) else 0.0


def _calibration(resolved: Resolved, is_true: NDArray[np.bool_]) -> str:
    """Said and true share of pairs between two probabilities."""
    said = resolved.pair_probabilities
    bands = [(said >= low) & (said < high) for low, high in neighbours(_EDGES)]
    return ", ".join(f"{said[band].mean():.2f}: {is_true[band].mean():.2f}" for band in bands if band.sum() >= 20)


def main() -> None:
    """Measure the tables named and print a table in Markdown."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tables", nargs="+", type=Path)
    parser.add_argument("--id", required=True)
    parser.add_argument("--truth", required=True)
    parser.add_argument("--without", action="append", default=[])
    asked = parser.parse_args()
    print("| table | records | P | R | F1 | B-cubed F1 | candidate recall | recall at P .99 | pairs | CPU s | MiB "
          "| said: true |")  # fmt: skip
    print("|---" * 12 + "|")
    for file in asked.tables:
        print(measured(file, asked.id, asked.truth, asked.without), flush=True)


if __name__ == "__main__":
    main()
