"""The tables of the comparison, each with its truth; the numbers of records give nothing of it away."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from benchmarks.peers.persons import make_table

# Seed of the row order and of the synthetic tables.
_SEED = 7


@dataclass(frozen=True)
class Table:
    """A table of person records with its truth.

    Attributes:
        name: Name in the result.
        records: rec_id and the columns a resolver may see.
        truth: Columns reference (rec_id), cluster.
    """

    name: str
    records: pl.DataFrame
    truth: pl.DataFrame


def _table(name: str, frame: pl.DataFrame, hidden: tuple[str, ...] = ()) -> Table:
    return Table(name, frame.drop("cluster", *hidden), frame.select(reference="rec_id", cluster="cluster"))


def febrl(files: list[Path]) -> pl.DataFrame:
    """A FEBRL set as one table: rec_id (opaque, in another order: the original one names the truth), cluster, fields.

    Args:
        files: Its CSV files; `source` tells them apart.
    """
    parts = []
    for source, file in zip("ab", files, strict=False):
        part = pl.read_csv(file, infer_schema=False).rename(str.strip)
        parts.append(part.with_columns(pl.all().str.strip_chars().replace("", None), source=pl.lit(source)))
    whole = pl.concat(parts)
    order = np.random.default_rng(_SEED).permutation(whole.height)
    shuffled = whole[order].with_columns(cluster=pl.col("rec_id").str.extract(r"^(rec-\d+)-"))
    opaque = pl.format("febrl-{}", pl.int_range(pl.len()))
    return shuffled.select(opaque.alias("rec_id"), "cluster", "source", pl.exclude("rec_id", "cluster", "source"))


def make_files(folder: Path, data: Path, febrl_folder: Path, names: Path, sizes: dict[str, int]) -> None:
    """Write every table as Parquet, where it isn't there yet.

    Args:
        folder: Where the tables go.
        data: Folder with records/historical_50k.parquet.
        febrl_folder: Folder with the CSV files of FEBRL.
        names: Folder with the census files.
        sizes: Name to number of records of the synthetic tables.
    """
    folder.mkdir(parents=True, exist_ok=True)
    wanted = {
        "historical_50k": lambda: pl.read_parquet(data / "records" / "historical_50k.parquet"),
        "febrl3": lambda: febrl([febrl_folder / "dataset3.csv"]),
        "febrl4": lambda: febrl([febrl_folder / "dataset4a.csv", febrl_folder / "dataset4b.csv"]),
    }
    for name, size in sizes.items():
        wanted[name] = lambda size=size: make_table(_SEED, size, names)
    for name, make in wanted.items():
        file = folder / f"{name}.parquet"
        if not file.exists():
            make().write_parquet(file)


def load(folder: Path, name: str) -> Table:
    """A table by its name in the result; `febrl3_without_document` leaves soc_sec_id out."""
    frame = pl.read_parquet(folder / f"{name.removesuffix('_without_document')}.parquet")
    return _table(name, frame, ("soc_sec_id",) if name.endswith("_without_document") else ())
