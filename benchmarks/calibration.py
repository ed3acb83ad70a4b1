"""Measures whether published link probabilities are kept: of links at .8, are eight in ten right?

    python -m benchmarks.calibration --homes HOME,HOME --answers DIR,DIR     (homes that were run; the first ones fit)
    python -m benchmarks.calibration --seeds 22,21 --preset medium           (generates and runs them first)

Counted are links (joined or offered for review) between two different accounts that one person each operated; links
between names of one account would make the figure better than it is. Beside the probabilities as published stand
those of a monotone table (isotonic regression) fitted on the even seeds, or on the first home: gangs of the odd ones
are held out. ECE is the mean distance of probability and share, weighted by links, in ten bins.
"""

import argparse
import tempfile
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl
from scipy.optimize import isotonic_regression

from benchmarks.synthetic_case import run_case
from pipelines.settings import Settings
from warehouse.connection import open_snapshot

_BINS = 10
_Numbers = npt.NDArray[np.float64]


def links_with_truth(published_file: Path, answers: Path) -> tuple[_Numbers, _Numbers, _Numbers]:
    """Match weight, published probability and whether it is right, of each link that counts."""
    periods = pl.read_parquet(answers / "operator_period.parquet").group_by("account_id")
    sole = periods.agg(pl.col("person_id").unique()).filter(pl.col("person_id").list.len() == 1).explode("person_id")
    with open_snapshot(published_file) as snapshot:
        links = snapshot.frame("select left_reference, right_reference, match_weight, match_probability from link")
        accounts = snapshot.frame("select distinct reference, account_id from entity_account")
    persons = accounts.join(sole, on="account_id")
    known = links.join(persons, left_on="left_reference", right_on="reference").join(
        persons, left_on="right_reference", right_on="reference", suffix="_r"
    )
    counted = known.filter(pl.col("account_id") != pl.col("account_id_r")).sort("left_reference", "right_reference")
    is_right = (counted["person_id"] == counted["person_id_r"]).cast(pl.Float64)
    return counted["match_weight"].to_numpy(), counted["match_probability"].to_numpy(), is_right.to_numpy()


def bins(probability: _Numbers, is_right: _Numbers) -> list[tuple[int, int, float, float]]:
    """Bin, links in it, their mean probability and their share of right ones; empty bins are left out."""
    which = np.minimum((probability * _BINS).astype(np.int64), _BINS - 1)
    return [
        (number, int(inside.sum()), float(probability[inside].mean()), float(is_right[inside].mean()))
        for number in range(_BINS)
        if (inside := which == number).any()
    ]


def calibration_error(probability: _Numbers, is_right: _Numbers) -> float:
    """Expected calibration error."""
    return sum(count * abs(told - kept) for _, count, told, kept in bins(probability, is_right)) / len(probability)


def refitted(fit: tuple[_Numbers, _Numbers], weight: _Numbers) -> _Numbers:
    """Probabilities of weights by a monotone table of whole bits, fitted on other links.

    Args:
        fit: Weights and truth to fit on.
        weight: Weights to give probabilities to.
    """
    edges = np.arange(0.0, 32.0)
    at = np.clip(np.searchsorted(edges, fit[0], side="right") - 1, 0, None)
    count = np.bincount(at, minlength=len(edges)).astype(np.float64)
    right = np.bincount(at, fit[1], minlength=len(edges))
    # Two links of even odds in every bin, so that none is surer than its number allows.
    table = isotonic_regression((right + 1) / (count + 2), weights=count + 2).x
    return np.asarray(table[np.clip(np.searchsorted(edges, weight, side="right") - 1, 0, None)])


def main() -> None:
    """Print the reliability table of each case."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", default="22,21", help="even ones fit, odd ones test")
    parser.add_argument("--preset", default="medium", choices=["demo", "small", "medium", "hard"])
    parser.add_argument("--homes", help="homes that were run, comma separated; the first fits")
    parser.add_argument("--answers", help="their answer keys")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if chosen.homes:
            given = zip(chosen.homes.split(","), chosen.answers.split(","), strict=True)
            cases = [
                (f"home {number}", number == 1, Settings(Path(home)).published_file, Path(key))
                for number, (home, key) in enumerate(given, 1)
            ]
        else:
            seeds = sorted((int(text) for text in chosen.seeds.split(",")), key=lambda seed: (seed % 2, seed))
            cases = [
                (f"{chosen.preset} {seed}", seed % 2 == 0, *run_case(seed, chosen.preset, Path(folder)))
                for seed in seeds
            ]
        measured = [(name, fits, *links_with_truth(file, key)) for name, fits, file, key in cases]
    fitting = [(weight, right) for _, fits, weight, _, right in measured if fits]
    fit = (np.concatenate([weight for weight, _ in fitting]), np.concatenate([right for _, right in fitting]))
    print("| case | probabilities | bin | links | told | right |\n|---|---|---|---|---|---|")
    for name, fits, weight, published, right in measured:
        for who, probability in (("published", published), ("refitted", refitted(fit, weight))):
            for number, count, told, kept in bins(probability, right):
                print(f"| {name} | {who} | .{number} | {count} | {told:.3f} | {kept:.3f} |")
            note = " (fitted on it)" if fits and who == "refitted" else ""
            print(f"| {name} | {who}{note} | ECE | {len(right)} | {calibration_error(probability, right):.4f} | |")


if __name__ == "__main__":
    main()
