"""Measures which changes of an account's operator are found, and how near in time, on synthetic cases with their key.

    python -m benchmarks.hand_overs --seeds 22,23 --preset medium
    python -m benchmarks.hand_overs --home HOME --answers DIR

Visible are hand-overs of which the files hold a message from before and one from after; the others can't be found. The
baseline, in the same run, divides each account at its longest pause, the as many longest ones of the case as there are
visible hand-overs.
"""

import argparse
import tempfile
from datetime import timedelta
from pathlib import Path

import polars as pl

from benchmarks.synthetic_case import run_case
from pipelines.settings import Settings
from warehouse.connection import open_snapshot

_NEAR = timedelta(days=1)


def measure(published_file: Path, answers: Path) -> list[tuple[str, int, int, int, int]]:
    """By who divides: accounts divided, of them rightly, rightly within a day, visible hand-overs."""
    periods = pl.read_parquet(answers / "operator_period.parquet")
    handed = periods.filter(pl.len().over("account_id") > 1).select(
        "account_id", changed_at=pl.from_epoch("from_at").cast(pl.Datetime("us"))
    )
    first = periods.group_by("account_id").agg(begun=pl.from_epoch(pl.min("from_at")).cast(pl.Datetime("us")))
    # The first operator's period begins no hand-over; shifts, which begin at one time, are none either.
    handed = handed.join(first, on="account_id").filter(pl.col("changed_at") > pl.col("begun")).drop("begun")
    with open_snapshot(published_file) as snapshot:
        found = snapshot.frame("select account_id, happened_at from hand_over where is_split")
        written = snapshot.frame(
            "select sender_account_id as account_id, sent_at from message where sender_account_id is not null "
            "and sent_at is not null and thread_id is not null"
        )
    seen = (
        written.join(handed, on="account_id")
        .group_by("account_id", "changed_at")
        .agg(
            before=(pl.col("sent_at") < pl.col("changed_at")).sum(),
            after=(pl.col("sent_at") >= pl.col("changed_at")).sum(),
        )
    )
    visible = seen.filter((pl.col("before") > 0) & (pl.col("after") > 0)).select("account_id", "changed_at")
    pauses = (
        written.sort("account_id", "sent_at")
        .with_columns(pause=pl.col("sent_at") - pl.col("sent_at").shift(1).over("account_id"))
        .drop_nulls("pause")
        .sort("pause", "account_id", "sent_at", descending=[True, False, False])
        .unique("account_id", keep="first", maintain_order=True)
        .head(visible.height)
        .select("account_id", happened_at="sent_at")
    )
    rows = []
    for who, divided in (("steelnail", found), ("longest pauses", pauses)):
        right = divided.join(handed, on="account_id")
        near = right.filter((pl.col("happened_at") - pl.col("changed_at")).abs() <= _NEAR)
        rows.append(
            (who, divided.height, right["account_id"].n_unique(), near["account_id"].n_unique(), visible.height)
        )
    return rows


def main() -> None:
    """Print a row per case and divider."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", default="22", help="seeds, comma separated")
    parser.add_argument("--preset", default="medium", choices=["demo", "small", "medium", "hard"])
    parser.add_argument("--home", type=Path, help="a home that was run already")
    parser.add_argument("--answers", type=Path, help="its answer key")
    chosen = parser.parse_args()
    print("| case | divided by | divided | changed hands | within a day | visible hand-overs |")
    print("|---|---|---|---|---|---|")
    if chosen.home is not None:
        _print_rows("given home", measure(Settings(chosen.home).published_file, chosen.answers))
        return
    with tempfile.TemporaryDirectory() as folder:
        for seed in (int(text) for text in chosen.seeds.split(",")):
            _print_rows(f"{chosen.preset} {seed}", measure(*run_case(seed, chosen.preset, Path(folder))))


def _print_rows(case: str, rows: list[tuple[str, int, int, int, int]]) -> None:
    for who, divided, right, near, visible in rows:
        print(f"| {case} | {who} | {divided} | {right} | {near} | {visible} |")


if __name__ == "__main__":
    main()
