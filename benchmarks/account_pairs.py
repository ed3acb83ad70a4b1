"""Measures which accounts are joined, on synthetic cases with their answer key, beside joining by equal name.

    python -m benchmarks.account_pairs --seeds 21 --preset medium     (generates the cases, runs them, measures)
    python -m benchmarks.account_pairs --home HOME --answers DIR      (measures a home that was run already)

A pair counts when both accounts have one operator in the key; accounts that two people operated in turn are left out,
since no join of theirs is wholly right. The baseline joins accounts that bear one alias form, in the same run. The data
are synthetic: the numbers say what is broken, not how well a real case is read.
"""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

import polars as pl

from pipelines.settings import Settings
from resolvers.evaluation import Quality, pairs_quality
from warehouse.connection import open_snapshot

_PAIR = {"reference_l": pl.String(), "reference_r": pl.String()}


def measure(published_file: Path, answers: Path) -> dict[str, tuple[Quality, int, int]]:
    """Quality of account pairs by who joined them, with right and claimed pairs.

    Args:
        published_file: Published snapshot of the case.
        answers: Folder of the generator's answer key.
    """
    periods = (
        pl.read_parquet(answers / "operator_period.parquet").group_by("account_id").agg(pl.col("person_id").unique())
    )
    operators = periods.filter(pl.col("person_id").list.len() == 1).explode("person_id")
    with open_snapshot(published_file) as snapshot:
        joined = snapshot.frame("select distinct account_id, entity_id as together from entity_account")
        named = snapshot.frame("select distinct account_id, alias_form as together from name_observation")
    truth = _pairs(
        operators.rename({"person_id": "together"}).join(joined.select("account_id").unique(), on="account_id")
    )
    known = operators.select("account_id")
    claims = {"steelnail": joined, "equal name": named.drop_nulls("together")}
    measured = {}
    for who, rows in claims.items():
        claimed = _pairs(rows.join(known, on="account_id", how="semi"))
        right = claimed.join(truth, on=list(_PAIR), how="semi").height
        measured[who] = (pairs_quality(claimed, truth), right, claimed.height)
    return measured


def _pairs(rows: pl.DataFrame) -> pl.DataFrame:
    """All pairs of accounts that are together."""
    both = rows.join(rows, on="together", suffix="_r").filter(pl.col("account_id") < pl.col("account_id_r"))
    return both.select(reference_l="account_id", reference_r="account_id_r").unique().sort("reference_l", "reference_r")


def run_case(seed: int, preset: str, folder: Path) -> tuple[Path, Path]:
    """Generate a case, add and run it through the program; returns the snapshot and the key."""
    program = [sys.executable, "-c", "from pipelines.cli.main import main; main()"]
    out, home = folder / f"{preset}-{seed}", folder / f"home-{seed}"
    generated = ["generate", "--seed", str(seed), "--preset", preset, "--out", str(out)]
    subprocess.run([*program, *generated], check=True, stdout=subprocess.DEVNULL)
    for seizure in sorted(path for path in (out / preset).iterdir() if path.is_dir()):
        added = ["--home", str(home), "add", str(seizure), "--case", preset, "--seizure", seizure.name]
        subprocess.run([*program, *added], check=True, stdout=subprocess.DEVNULL)
    subprocess.run([*program, "--home", str(home), "run"], check=True, stdout=subprocess.DEVNULL)
    return Settings(home).published_file, out / "answers"


def main() -> None:
    """Print a row per case and joiner."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", default="21", help="seeds, comma separated")
    parser.add_argument("--preset", default="medium", choices=["demo", "small", "medium", "hard"])
    parser.add_argument("--home", type=Path, help="a home that was run already")
    parser.add_argument("--answers", type=Path, help="its answer key")
    chosen = parser.parse_args()
    print("| case | joined by | right / claimed | P | P at the lower 95 % bound | R | F1 |")
    print("|---|---|---|---|---|---|---|")
    if chosen.home is not None:
        _print_rows("given home", measure(Settings(chosen.home).published_file, chosen.answers))
        return
    with tempfile.TemporaryDirectory() as folder:
        for seed in (int(text) for text in chosen.seeds.split(",")):
            _print_rows(f"{chosen.preset} {seed}", measure(*run_case(seed, chosen.preset, Path(folder))))


def _print_rows(case: str, measured: dict[str, tuple[Quality, int, int]]) -> None:
    for who, (quality, right, claimed) in measured.items():
        print(
            f"| {case} | {who} | {right} / {claimed} | {quality.precision:.3f} | {quality.precision_lower:.3f} "
            f"| {quality.recall:.3f} | {quality.f1:.3f} |"
        )


if __name__ == "__main__":
    main()
