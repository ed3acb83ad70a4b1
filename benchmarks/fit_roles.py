"""Fits how far kinds of evidence for a role are to be believed (resolvers/roles/combining.toml), on synthetic homes.

    python -m benchmarks.fit_roles TRAIN_HOME... --test TEST_HOME...

Homes hold a warehouse.duckdb and, somewhere below, the answers. Prints the weights to put into the file, and for every
home the calibration error of all claims and of those that would be published, beside macro-F1.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import polars as pl
from sklearn.linear_model import LogisticRegression

from benchmarks.roles import calibration_error, role_measures
from benchmarks.roles_case import case_of_home
from benchmarks.roles_key import Key, persons_of_entities
from resolvers.contract import ResolvedCase
from resolvers.gangs import gangs
from resolvers.hierarchy import leadership_ranks, reports_to
from resolvers.protection import protected
from resolvers.quiet_heads import quiet_heads
from resolvers.roles.catalogue import protected_roles
from resolvers.roles.claims import role_evidence
from resolvers.roles.combining import combining, role_bits, role_features

_FEATURES = tuple(combining()["features"])


def labelled_claims(case: ResolvedCase, key: Key) -> pl.DataFrame:
    """Every role that anything speaks for, of people whom the key knows.

    Returns:
        **Columns** entity_id, person_id, role, the features, label (1 where the key says so).
    """
    _, members, _ = gangs(case, "case")
    edges, cited = reports_to(case, members)
    evidence = role_evidence(
        case, leadership_ranks(members, edges, heads=quiet_heads(case, members, edges)), edges, cited
    )
    allowed = evidence.join(protected(case), on="entity_id", how="anti").filter(
        ~pl.col("role").is_in(sorted(protected_roles()))
    )
    person = persons_of_entities(key, case.members, case.frames.references, case.frames.names)
    true = key.roles.with_columns(label=pl.lit(1))
    return (
        role_features(role_bits(allowed))
        .join(person, on="entity_id")
        .join(true, on=["person_id", "role"], how="left")
        .with_columns(pl.col("label").fill_null(0))
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Fit on the first homes and measure on all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("train", nargs="+", type=Path)
    parser.add_argument("--test", nargs="*", type=Path, default=[])
    options = parser.parse_args(arguments)
    claims, keys = {}, {}
    for home in [*options.train, *options.test]:
        case, key = case_of_home(home)
        claims[home], keys[home] = labelled_claims(case, key), key
    fitted = pl.concat([claims[home] for home in options.train])
    model = LogisticRegression(max_iter=500).fit(fitted.select(_FEATURES).to_numpy(), fitted["label"].to_numpy())
    for name, weight in zip(_FEATURES, model.coef_[0], strict=True):
        print(f"{name} = {weight:.3f}")
    print(f"intercept = {model.intercept_[0]:.3f}")
    for home, rows in claims.items():
        share = model.predict_proba(rows.select(_FEATURES).to_numpy())[:, 1]
        label, shown = rows["label"].to_numpy(), share >= 0.5
        told = set(rows.filter(pl.Series(shown)).select("person_id", "role").iter_rows())
        measured = role_measures(told, keys[home])
        print(
            f"{home.name:20} {'train' if home in options.train else 'test':5} "
            f"ECE all {calibration_error(share, label):.3f} "
            f"published {calibration_error(share[shown], np.asarray(label)[shown]):.3f} "
            f"macro-F1 {measured['role_macro_f1']:.3f} precision {measured['role_precision']:.3f}"
        )


if __name__ == "__main__":
    main()
