"""Measures which messages are known again, on synthetic cases with their answer key.

    python -m benchmarks.message_copies --seeds 21 --preset medium    (generates the cases, runs them, measures)
    python -m benchmarks.message_copies --home HOME --answers DIR     (measures a home that was run already)

The key says which line of the world each record of each file is. A true copy is a record whose line an exhibit before
it shows, too; a claimed copy is right when it and its original are one line. `masked` tries the same records again with
all that makes it easy taken away: no ids of messages, other names for every thread and sender on every device, the
device's busiest sender without a name, and every device's clock in another zone and some seconds off.
"""

import argparse
import tempfile
from pathlib import Path

import polars as pl

from benchmarks.synthetic_case import run_case
from pipelines.settings import Settings
from resolvers.duplicates.copies import message_copies
from resolvers.duplicates.seen import seen_messages
from warehouse.connection import Warehouse

_PLACES = (
    "select message_id, position, seizure_id, path from record.stored_message "
    "inner join ledger.reading using (case_id, exhibit_id)"
)


def measure(home: Path, answers: Path) -> dict[str, tuple[int, int, int]]:
    """For `as read` and `masked`: right copies, claimed copies, true copies."""
    truth = pl.read_parquet(answers / "message.parquet").select("seizure_id", "path", "position", line="message")
    with Warehouse(Settings(home).warehouse_file, read_only=True) as warehouse:
        (case_id,) = (str(row[0]) for row in warehouse.execute("select distinct case_id from ledger.seizure"))
        places = warehouse.read_frame("read_message_place", case_id=case_id)
        known = warehouse.frame(_PLACES).join(truth, on=["seizure_id", "path", "position"])
    known = known.select("message_id", "seizure_id", "line")
    return {name: _counted(rows, known) for name, rows in (("as read", places), ("masked", _masked(places, known)))}


def _counted(places: pl.DataFrame, known: pl.DataFrame) -> tuple[int, int, int]:
    """Right, claimed and true copies among the records whose line the key tells."""
    seen = seen_messages(places)
    copies = message_copies(seen).select("message_id", "original_message_id")
    lines = known.select("message_id", "line")
    claimed = copies.join(lines, on="message_id").join(
        lines.rename({"message_id": "original_message_id", "line": "original_line"}), on="original_message_id"
    )
    ordered = seen.select("message_id", "exhibit_order").join(lines, on="message_id")
    true = ordered.filter(pl.col("exhibit_order") > pl.col("exhibit_order").min().over("line"))
    right = claimed.filter(pl.col("line") == pl.col("original_line"))
    return right.height, claimed.height, true.height


def _masked(places: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """The records as if every device had its own names and clock and the platform gave no ids."""
    device = pl.col("device")
    told = places.join(known.select("message_id", "seizure_id"), on="message_id")
    told = told.with_columns(device=pl.col("seizure_id").rank("dense").cast(pl.Int64))
    busiest = (
        told.drop_nulls("sender_account_id")
        .group_by("device", "platform", "sender_account_id")
        .len()
        .sort("len", "sender_account_id")
        .unique(["device", "platform"], keep="last", maintain_order=True)
        .select("device", "platform", own="sender_account_id")
    )
    zone = pl.duration(hours=device % 5 * 2, seconds=device * 7 % 20)
    is_other = pl.col("sender_account_id") != pl.col("own")
    return told.join(busiest, on=["device", "platform"], how="left").with_columns(
        thread_id=pl.format("{}#{}", "thread_id", device),
        sender_account_id=pl.when(is_other).then(pl.format("{}#{}", "sender_account_id", device)),
        is_label=pl.lit(value=True),
        native_message_id=pl.lit(None, pl.String),
        sent_at=pl.col("sent_at") + zone,
        time_basis=pl.lit("local_assumed"),
    )


def main() -> None:
    """Print a row per case and way."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", default="21", help="seeds, comma separated")
    parser.add_argument("--preset", default="medium", choices=["demo", "small", "medium", "hard"])
    parser.add_argument("--home", type=Path, help="a home that was run already")
    parser.add_argument("--answers", type=Path, help="its answer key")
    chosen = parser.parse_args()
    print("| case | records | right / claimed | true | P | R |")
    print("|---|---|---|---|---|---|")
    if chosen.home:
        _print("given", chosen.home, chosen.answers)
        return
    with tempfile.TemporaryDirectory() as folder:
        for seed in map(int, chosen.seeds.split(",")):
            _, answers = run_case(seed, chosen.preset, Path(folder))
            _print(f"{chosen.preset} {seed}", Path(folder) / f"home-{seed}", answers)


def _print(case: str, home: Path, answers: Path) -> None:
    for name, (right, claimed, true) in measure(home, answers).items():
        precision, recall = right / max(claimed, 1), right / max(true, 1)
        print(f"| {case} | {name} | {right:,} / {claimed:,} | {true:,} | {precision:.4f} | {recall:.4f} |", flush=True)


if __name__ == "__main__":
    main()
