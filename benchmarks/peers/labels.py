"""The labelled pairs that taught contenders get: asked by `resolve-table --questions`, answered from the truth."""

from pathlib import Path

import polars as pl

from benchmarks.peers.tables import Table


def answer(questions: Path, table: Table, labels: Path) -> None:
    """Answer the questions and write the answers.

    Args:
        questions: What `resolve-table --questions` wrote.
        table: The table with its truth.
        labels: Parquet file to write: rec_id_l, rec_id_r, label (1 the same person, 0 not).
    """
    asked = pl.read_parquet(questions, columns=["id_l", "id_r"])
    person = table.truth.rename({"cluster": "person"})
    answered = (
        asked.join(person, left_on="id_l", right_on="reference")
        .join(person, left_on="id_r", right_on="reference", suffix="_r")
        .select(rec_id_l="id_l", rec_id_r="id_r", label=(pl.col("person") == pl.col("person_r")).cast(pl.Int8))
    )
    answered.write_parquet(labels)
