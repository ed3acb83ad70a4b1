"""The labelled pairs that taught contenders get: asked as resolvers.learned asks, answered from the truth."""

from pathlib import Path

import polars as pl

from benchmarks.peers.tables import Table
from resolvers.learned.questions import pairs_to_ask


def write_labels(pairs_file: Path, table: Table, labels: Path, count: int) -> None:
    """Ask about pairs that `resolve-table` scored and write the answers.

    Args:
        pairs_file: Its pairs: id_l, id_r, match_weight.
        table: The table with its truth.
        labels: Parquet file to write: rec_id_l, rec_id_r, label (1 the same person, 0 not).
        count: How many.

    Raises:
        FileNotFoundError: When the table wasn't resolved without labels before.
    """
    pairs = pl.read_parquet(pairs_file, columns=["id_l", "id_r", "match_weight"])
    nothing = pairs.select("id_l", "id_r").head(0)
    # The file says neither which rule proposed a pair nor what is alike in it, so questions are spread by weight alone.
    asked = pairs_to_ask(pairs.with_columns(kind=pl.lit(""), rules=pl.lit("")), nothing, count)
    person = table.truth.rename({"cluster": "person"})
    answered = (
        asked.join(person, left_on="id_l", right_on="reference")
        .join(person, left_on="id_r", right_on="reference", suffix="_r")
        .select(rec_id_l="id_l", rec_id_r="id_r", label=(pl.col("person") == pl.col("person_r")).cast(pl.Int8))
    )
    answered.write_parquet(labels)
