"""A table of persons is resolved from cells to entities."""

import polars as pl
import pytest

from resolvers.evaluation import pairwise
from resolvers.records.answers import entities, explained, reasons, scored_pairs
from resolvers.records.errors import UnusableTable
from resolvers.records.resolve import resolve_records
from tests.resolvers.records.people import people


@pytest.fixture(scope="module")
def table():
    return people(300)


@pytest.fixture(scope="module")
def resolved(table):
    return resolve_records(table.drop("person"), "record")


def _quality(found, table):
    truth = table.select(reference="record", cluster="person")
    return pairwise(found.select(reference="record", cluster="entity_id"), truth)


def test_persons_are_found_again(table, resolved):
    """Records of one invented person come together, those of others stay apart."""
    quality = _quality(entities(resolved, "record"), table)
    assert quality.precision > 0.98
    assert quality.recall > 0.95


def test_weights_stand_still(resolved):
    """Learning ends by standing still, not by giving up."""
    assert resolved.weights.converged


def test_order_of_rows_changes_nothing(table, resolved):
    """The same table in another order gives the same entities and probabilities."""
    turned = resolve_records(table.drop("person").sample(fraction=1, shuffle=True, seed=5), "record")
    assert entities(turned, "record").equals(entities(resolved, "record"))
    assert scored_pairs(turned).equals(scored_pairs(resolved))


def test_order_of_columns_changes_no_entity(table, resolved):
    """Columns may stand in any order."""
    turned = resolve_records(table.select("town", "surname", "record", "born", "phone", "first name"), "record")
    assert entities(turned, "record")["entity_id"].equals(entities(resolved, "record")["entity_id"])


def test_reasons_tell_of_every_joined_record(table, resolved):
    """Each record that isn't alone has a pair that explains it, worth what its reasons add up to."""
    found = entities(resolved, "record")
    told = reasons(resolved, table.drop("person"), "record")
    together = found.filter(pl.len().over("entity_id") > 1)["record"].to_list()
    assert set(together) == set(told["id_l"].to_list()) | set(told["id_r"].to_list())
    sums = told.group_by("id_l", "id_r").agg(pl.col("weight").sum() + resolved.weights.prior_bits)
    compared = sums.join(scored_pairs(resolved), on=["id_l", "id_r"])
    assert (compared["weight"] - compared["match_weight"]).abs().max() < 1e-3


def test_any_two_records_can_be_explained(table, resolved):
    """Two records are compared on demand, also where no key proposed them."""
    rows, worth, probability = explained(resolved, table.drop("person"), "record", ("r00000", "r00001"))
    assert rows["weight"].sum() == pytest.approx(worth)
    assert 0 <= probability <= 1


def test_double_ids_are_named():
    """An id that stands twice is refused by name."""
    with pytest.raises(UnusableTable, match="'a' more than once"):
        resolve_records(pl.DataFrame({"id": ["a", "a"], "name": ["x y", "x z"]}), "id")


def test_a_table_of_one_value_is_refused():
    """Nothing to compare is said."""
    with pytest.raises(UnusableTable, match="no column"):
        resolve_records(pl.DataFrame({"id": ["a", "b"], "status": ["x", "x"]}), "id")
