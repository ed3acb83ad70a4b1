"""From block keys to candidate pairs, with the cap said aloud."""

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from resolvers.blocking.pairs import candidate_pairs
from warehouse.schema.frames import BLOCK_KEY


def _keys(rows):
    return pl.DataFrame(rows, schema=BLOCK_KEY.polars_schema(), orient="row")


def test_pair_of_two_rules_is_one_pair_that_names_both():
    """A pair is listed once, with the rules that proposed it in order."""
    pairs, dropped = candidate_pairs(
        _keys([("r2", "k", "b"), ("r2", "k", "a"), ("r1", "x", "a"), ("r1", "x", "b")]), 10
    )
    assert pairs.rows() == [("a", "b", "r1,r2")]
    assert dropped.is_empty()


def test_block_over_the_limit_is_dropped_and_said():
    """A block too big proposes nothing and is reported with its size."""
    pairs, dropped = candidate_pairs(_keys([("r", "k", letter) for letter in "abcd"]), 5)
    assert pairs.is_empty()
    assert dropped.rows() == [("r", "k", 4, 6)]


@given(st.sets(st.tuples(st.sampled_from("rs"), st.sampled_from("kl"), st.sampled_from("abcde"))))
def test_pairs_are_ordered_within_and_unique(rows):
    """reference_l < reference_r, each pair once, whatever the order of keys."""
    ordered = sorted(rows)
    pairs, _ = candidate_pairs(_keys(ordered), 100)
    assert pairs.filter(pl.col("reference_l") >= pl.col("reference_r")).is_empty()
    assert pairs.select("reference_l", "reference_r").is_unique().all()
    assert pairs.equals(candidate_pairs(_keys(ordered[::-1]), 100)[0])
