"""Fits how far command edges are to be believed (resolvers/edge_probability.toml), on synthetic homes.

    python -m benchmarks.fit_edges TRAIN_HOME... --test TEST_HOME...

Homes hold a warehouse.duckdb and, somewhere below, the answers. An edge holds where the key says that the one commands
the other, directly or through others. Prints the weights to put into the file, and for every home the calibration error
of all candidates and of those that would be published, before cycles are repaired.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import polars as pl
from sklearn.linear_model import LogisticRegression

from benchmarks.roles import calibration_error
from benchmarks.roles_case import case_of_home
from benchmarks.roles_key import Key, closure, persons_of_entities
from resolvers.command_evidence import command_evidence
from resolvers.contract import ResolvedCase
from resolvers.edge_candidates import edge_candidates
from resolvers.edge_probability import combining, edge_features
from resolvers.gang_rooms import main_members, pair_gangs
from resolvers.gangs import gangs

_MODELS = {False: tuple(combining()["features"]), True: ("order",)}


def labelled_edges(case: ResolvedCase, key: Key) -> pl.DataFrame:
    """Every candidate edge between entities whom the key knows.

    Returns:
        **Columns** superior_id, subordinate_id, the features, label (1 where the key says so; of two entities of one
        person none commands the other).
    """
    _, members, _ = gangs(case, "case")
    evidence = command_evidence(case, main_members(members))
    edges = edge_features(edge_candidates(evidence, pair_gangs(case, evidence, members)).edges)
    person = persons_of_entities(key, case.members, case.frames.references, case.frames.names)
    above = pl.DataFrame(
        sorted(closure(key.edges.iter_rows())), schema=["superior", "subordinate"], orient="row"
    ).with_columns(label=pl.lit(1))
    return (
        edges.join(person.rename({"entity_id": "superior_id", "person_id": "superior"}), on="superior_id")
        .join(person.rename({"entity_id": "subordinate_id", "person_id": "subordinate"}), on="subordinate_id")
        .join(above, on=["superior", "subordinate"], how="left")
        .with_columns(pl.col("label").fill_null(0))
        .sort("superior_id", "subordinate_id")
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Fit on the first homes and measure on all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("train", nargs="+", type=Path)
    parser.add_argument("--test", nargs="*", type=Path, default=[])
    options = parser.parse_args(arguments)
    edges = {home: labelled_edges(*case_of_home(home)) for home in [*options.train, *options.test]}
    fitted = pl.concat([edges[home] for home in options.train])
    models = {}
    for is_everyday, features in _MODELS.items():
        rows = fitted.filter(pl.col("is_everyday") == is_everyday)
        model = LogisticRegression(max_iter=3000).fit(rows.select(features).to_numpy(), rows["label"].to_numpy())
        models[is_everyday] = model
        print(f"{'everyday talk alone' if is_everyday else 'better evidence'}: {rows.height} edges")
        for name, weight in zip(features, model.coef_[0], strict=True):
            print(f"{name} = {weight:.3f}")
        print(f"intercept = {model.intercept_[0]:.3f}")
    for home, rows in edges.items():
        said = {
            name: model.predict_proba(rows.select(_MODELS[name]).to_numpy())[:, 1] for name, model in models.items()
        }
        probability = np.where(rows["is_everyday"].to_numpy(), said[True], said[False])
        label = rows["label"].to_numpy()
        shown = probability > 0.5
        print(
            f"{home!s:40} {'train' if home in options.train else 'test':5} "
            f"ECE all {calibration_error(probability, label):.3f} "
            f"published {calibration_error(probability[shown], np.asarray(label)[shown]):.3f} "
            f"hold {label[shown].mean():.3f} of {shown.sum()}"
        )


if __name__ == "__main__":
    main()
