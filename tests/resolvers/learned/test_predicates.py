"""Blocking rules learned from labelled pairs."""

import polars as pl
import pytest

from resolvers.learned.predicates import BlockPredicate, block_keys, learned_blocking
from tests.resolvers.records.people import people


@pytest.fixture(scope="module")
def table():
    return people(250, seed=5)


@pytest.fixture(scope="module")
def same(table):
    both = table.join(table, on="person", suffix="_r").filter(pl.col("record") < pl.col("record_r"))
    return both.select(id_l="record", id_r="record_r").sort("id_l", "id_r")


def _proposed(keys):
    both = keys.join(keys, on=["rule", "key"], suffix="_r").filter(pl.col("id") < pl.col("id_r"))
    return both.select(id_l="id", id_r="id_r").unique()


def test_rules_learned_from_some_pairs_find_most_others(table, same):
    """From forty pairs come rules that cover these and most of the pairs nobody labelled, with far fewer candidates."""
    records = table.drop("person")
    learned = learned_blocking(records, "record", same.sample(40, seed=1), pair_budget=4000)
    assert learned.covered_share > 0.9
    proposed = _proposed(block_keys(records, "record", learned.predicates))
    found = proposed.join(same, on=["id_l", "id_r"], how="semi")
    assert found.height > 0.8 * same.height
    assert proposed.height < 0.2 * table.height * (table.height - 1) / 2


def test_counted_pairs_are_those_that_are_proposed(table, same):
    """What a rule is said to cost is what it costs; no rule costs more than the budget."""
    records = table.drop("person")
    learned = learned_blocking(records, "record", same.head(30), pair_budget=1500)
    for rule in learned.predicates:
        assert rule.cover_count <= 1500
        if rule.parts[0][1] == "wholeFieldPredicate" and len(rule.parts) == 1:
            assert _proposed(block_keys(records, "record", [rule])).height == rule.cover_count
    whole = BlockPredicate((("town", "wholeFieldPredicate"),), 0)
    sizes = table.drop_nulls("town").group_by("town").len()["len"].cast(pl.Int64)
    assert _proposed(block_keys(records, "record", [whole])).height == (sizes * (sizes - 1) // 2).sum()


def test_nothing_within_the_budget_is_said(table, same):
    """Where every rule would propose too much, none is given instead of an error."""
    learned = learned_blocking(table.select("record", "town"), "record", same.head(10), pair_budget=5)
    assert learned.predicates == ()
    assert block_keys(table, "record", learned.predicates).is_empty()


def test_order_of_records_changes_no_rule(table, same):
    """The same table in another order gives the same rules."""
    records, pairs = table.drop("person"), same.head(30)
    first = learned_blocking(records, "record", pairs, pair_budget=4000)
    assert first == learned_blocking(records.reverse(), "record", pairs.reverse(), pair_budget=4000)
