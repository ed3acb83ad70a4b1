"""`steelnail resolve-table` on the command line."""

import json

import polars as pl
import pytest
from click.testing import CliRunner

from pipelines.cli.resolve_table import COMMAND
from tests.resolvers.records.people import people


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tables")
    table = people(80).drop("person")
    table.write_csv(folder / "people.csv")
    table.write_parquet(folder / "people.parquet")
    return folder


def _run(*arguments):
    return CliRunner().invoke(COMMAND, [str(argument) for argument in arguments])


def test_csv_and_parquet_give_the_same_entities(folder):
    """A table is one table, whatever the file."""
    first, second = folder / "a.csv", folder / "b.parquet"
    assert _run(folder / "people.csv", "--id", "record", "--out", first).exit_code == 0
    assert _run(folder / "people.parquet", "--id", "record", "--out", second).exit_code == 0
    found = pl.read_parquet(second)
    assert found.columns == ["record", "entity_id", "probability"]
    assert found["probability"].is_between(0, 1).all()
    assert pl.read_csv(first)["entity_id"].to_list() == found["entity_id"].to_list()


def test_pairs_and_reasons_are_written(folder):
    """Scored pairs and reasons go to files of their own."""
    pairs, reasons = folder / "pairs.parquet", folder / "reasons.csv"
    outcome = _run(
        folder / "people.csv", "--id", "record", "--out", folder / "c.csv", "--pairs", pairs, "--reasons", reasons
    )
    assert outcome.exit_code == 0
    assert pl.read_parquet(pairs).columns == ["id_l", "id_r", "match_weight", "match_probability"]
    assert {"id_l", "id_r", "comparison", "level", "weight"} <= set(pl.read_csv(reasons).columns)


def test_without_out_the_rows_are_printed(folder):
    """Rows go to stdout, what was done to stderr."""
    outcome = _run(folder / "people.csv", "--id", "record")
    assert outcome.stdout.startswith("record,entity_id,probability\n")
    assert "pairs compared" in outcome.stderr


def test_json_tells_what_was_done(folder):
    """--json gives counts, columns and keys to programs."""
    told = json.loads(_run(folder / "people.csv", "--id", "record", "--out", folder / "d.csv", "--json").stdout)
    assert told["converged"] is True
    assert told["columns"]["born"] == "date"
    assert {"key", "pairs", "dropped_pairs"} <= set(told["keys"][0])


def test_weights_can_be_changed_and_given_back(folder):
    """A weight that an analyst fixes stands as it is in the next result."""
    weights = folder / "weights.csv"
    _run(folder / "people.csv", "--id", "record", "--out", folder / "e.csv", "--write-weights", weights)
    mine = (pl.col("comparison") == "phone") & (pl.col("level") == "equal")
    changed = pl.read_csv(weights).with_columns(
        m_probability=pl.when(mine).then(0.11).otherwise("m_probability"),
        is_fixed=pl.when(mine).then(True).otherwise("is_fixed"),
    )
    changed.write_csv(folder / "mine.csv")
    again = folder / "again.csv"
    outcome = _run(
        folder / "people.csv",
        "--id",
        "record",
        "--out",
        folder / "f.csv",
        "--weights",
        folder / "mine.csv",
        "--write-weights",
        again,
    )
    assert outcome.exit_code == 0
    assert pl.read_csv(again).filter(mine)["m_probability"][0] == 0.11


def test_two_records_are_explained(folder):
    """--explain says how two records compare, level by level."""
    outcome = _run(folder / "people.csv", "--id", "record", "--explain", "r00000", "r00001")
    assert outcome.exit_code == 0
    assert "one person with probability" in outcome.stdout


def test_an_unknown_column_is_named(folder):
    """A wrong --id is said in one sentence with the columns there are."""
    outcome = _run(folder / "people.csv", "--id", "nummer")
    assert outcome.exit_code == 1
    assert "there is no column 'nummer'" in outcome.stderr


def test_a_file_that_is_no_table_is_refused(folder):
    """A picture named .parquet is refused in one sentence."""
    broken = folder / "broken.parquet"
    broken.write_bytes(b"\x89PNG not a table")
    outcome = _run(broken, "--id", "record")
    assert outcome.exit_code == 1
    assert "can't be read as a table" in outcome.stderr
