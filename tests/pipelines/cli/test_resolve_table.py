"""`steelnail resolve-table` on the command line."""

import hashlib
import json

import polars as pl
import pytest
from click.testing import CliRunner

from pipelines.cli.resolve_table import COMMAND
from resolvers.records.columns import KINDS
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
    # So few records are compared each with each, without keys.
    assert told["pairs_compared"] == told["records"] * (told["records"] - 1) // 2
    assert told["keys"] == []


def test_json_tells_what_keys_left_out(folder):
    """Of a table too large to compare each with each, every key says how many pairs it gave and how many it dropped."""
    people(200).drop("person").write_csv(folder / "more.csv")
    told = json.loads(_run(folder / "more.csv", "--id", "record", "--out", folder / "d.csv", "--json").stdout)
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


def test_a_table_without_a_pair_is_told_in_full(folder):
    """Records that have nothing in common are all alone, and there is no reason to write."""
    names = [hashlib.sha256(f"{number}".encode()).hexdigest() for number in range(400)]
    table = pl.DataFrame({"id": [f"{number}" for number in range(400)], "name": names})
    table.write_csv(folder / "apart.csv")
    reasons = folder / "apart.reasons.csv"
    outcome = _run(folder / "apart.csv", "--id", "id", "--out", folder / "g.csv", "--reasons", reasons)
    assert outcome.exit_code == 0
    assert pl.read_csv(folder / "g.csv")["entity_id"].n_unique() == 400
    assert pl.read_csv(reasons).is_empty()


def test_a_handful_of_rows_is_resolved(folder):
    """Seven rows in two scripts are enough: a small table counts as part of a larger world."""
    (folder / "few.csv").write_text(
        "record,姓名,also known as,born,city,phone\n1,王小明,,1984-03-12,厦门,13800138001\n"
        "2,Wang Xiaoming,,12.03.1984,,+86 138 0013 8001\n3,Xiao-Ming WANG,A Ming,1984,Xiamen,\n"
        "4,王晓敏,,1991-07-30,厦门,13911112222\n5,Wang Xiaomin,,1991-07-30,Xiamen,\n"
        "6,Jonathan Holmqvist,Jon Holmqvist|Jonny,1979-11-02,Arlen,07123456789\n7,Holmqvist Jon,,1979-11-20,Arlen,\n",
        encoding="utf-8",
    )
    told = json.loads(_run(folder / "few.csv", "--id", "record", "--json").stdout)
    assert [row["entity_id"] for row in told["entities"]] == ["1", "1", "1", "4", "4", "6", "6"]


def test_a_column_can_be_told(folder):
    """--column puts a guess right, names the kinds where it is wrong usage, and --help lists them all."""
    out = folder / "told.csv"
    outcome = _run(folder / "people.csv", "--id", "record", "--column", "town=ignored", "--out", out)
    assert outcome.exit_code == 0, outcome.output
    assert "not used, they tell nothing: town" in outcome.stderr
    assert "names_not_heard" in json.loads(_run(folder / "people.csv", "--id", "record", "--json").stdout)
    wrong = _run(folder / "people.csv", "--id", "record", "--column", "town=village")
    assert wrong.exit_code == 2
    listed = " ".join(_run("--help").stdout.split())
    assert all(kind in wrong.output and kind in listed for kind in KINDS)
