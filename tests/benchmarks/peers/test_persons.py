"""The synthetic person tables."""

import polars as pl
import pytest

from benchmarks.peers.persons import make_table


@pytest.fixture
def names(tmp_path):
    for name in ("dist.all.last", "dist.male.first", "dist.female.first"):
        rows = [f"{name[5:8].upper()}{letter}SON 0.{9 - at}00 0.9 {at}" for at, letter in enumerate("ABCDEFGH")]
        (tmp_path / name).write_text("\n".join(rows), encoding="ascii")
    return tmp_path


def test_same_seed_makes_the_same_table(names):
    """The table is the same each time, and another with another seed."""
    first = make_table(3, 500, names)
    assert first.equals(make_table(3, 500, names))
    assert not first.equals(make_table(4, 500, names))


def test_records_of_a_person_differ_and_families_share(names):
    """There are names in two scripts, several records a person, missing fields, and phones of more than one person."""
    table = make_table(3, 4000, names)
    assert table["rec_id"].n_unique() == table.height == 4000
    assert 2.0 < table.height / table["cluster"].n_unique() < 3.5
    is_han = table["surname"].str.contains(r"\p{Han}")
    assert 0.2 < is_han.mean() < 0.5
    assert table["phone"].null_count() > 1000
    shared = table.drop_nulls("phone").group_by("phone").agg(pl.col("cluster").n_unique())
    assert (shared["cluster"] > 1).sum() > 50
