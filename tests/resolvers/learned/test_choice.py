"""Which weights win on held-out gangs, by the rule written down, and what the table of reliability says."""

import numpy as np
import polars as pl
import pytest

from resolvers.learned.calibrated import calibrated_held_out_weights, reliability
from resolvers.learned.choice import choose
from resolvers.learned.fitting import LabelledPairs, learned_held_out


def _pairs(count, worth, groups=12, seed=3, may_join=None):
    """Pairs whose two reasons, of 14 and 13 bits, are worth as much as `worth` says."""
    rng = np.random.default_rng(seed)
    bits = np.array([14.0, 13.0]) * (rng.random((count, 2)) < 0.5)
    prior = np.full(count, -6.0)
    chance = 1.0 / (1.0 + np.exp2(-(prior + bits @ np.array(worth))))
    group = rng.integers(0, groups, count).astype(str)
    return LabelledPairs(("a.x", "b.y"), bits, prior, rng.random(count) < chance, group, group, may_join)


def _choose(pairs):
    return choose(pairs, {"learned": calibrated_held_out_weights(pairs)}, join_weight=6.6)


def test_learned_weights_win_where_a_fixed_weight_is_wrong():
    """A reason that people don't follow is unlearned, and the reason carries the numbers."""
    chosen = _choose(_pairs(1200, (1.0, 0.0)))
    assert chosen.winner == "learned"
    fixed, learned = chosen.measured.rows(named=True)
    assert learned["log_loss"] < fixed["log_loss"]
    assert learned["precision"] >= fixed["precision"]
    assert f"{fixed['log_loss']:.3f}" in chosen.reasons["learned"]


def test_fixed_weights_stay_where_they_are_right():
    """Where nothing is gained the weights stay."""
    assert _choose(_pairs(1200, (1.0, 1.0))).winner == "fixed"


def test_few_gangs_decide_nothing():
    """A win in three gangs is no win."""
    chosen = _choose(_pairs(600, (1.0, 0.0), groups=3))
    assert chosen.winner == "fixed"
    assert "too few" in chosen.reasons["learned"]


def test_decisions_of_one_kind_choose_nothing():
    """Where nobody said different, nothing says what a join costs."""
    pairs = _pairs(1200, (1.0, 0.0))
    same = pairs.rows(pairs.is_match)
    chosen = choose(same, {"other": same.prior + same.bits.sum(axis=1) + 20.0}, join_weight=6.6)
    assert chosen.winner == "fixed"
    assert "0 of the rarer kind" in chosen.reasons["other"]


def test_weights_that_would_join_more_wrongly_lose():
    """Less surprise is not enough where what would be joined is less often right."""
    pairs = _pairs(4000, (1.0, 1.0))
    truth = np.where(pairs.is_match, 30.0, -30.0)
    # Sure of nearly everything, and wrong about some of what it joins.
    wrong = np.flatnonzero(~pairs.is_match)[:40]
    truth[wrong] = 7.0
    fixed = LabelledPairs(pairs.features, 0.4 * pairs.bits, pairs.prior, pairs.is_match, pairs.group_l, pairs.group_r)
    chosen = choose(fixed, {"sure": truth}, join_weight=6.6)
    assert chosen.winner == "fixed"
    assert "right in" in chosen.reasons["sure"]


def test_better_calibrated_weights_that_join_nothing_lose():
    """Less surprise is not enough: weights that leave most right pairs open don't replace ones that join them."""
    pairs = _pairs(4000, (0.8, 0.8))
    chosen = choose(pairs, {"flat": learned_held_out(pairs)}, join_weight=6.6)
    fixed, flat = chosen.measured.rows(named=True)
    assert flat["log_loss"] < fixed["log_loss"]
    assert flat["recall"] < 0.7 * fixed["recall"]
    assert chosen.winner == "fixed"


def test_pairs_that_weight_alone_may_not_join_count_as_not_joined():
    """What lacks standing is joined under no weights, so it counts in neither precision nor recall of joins."""
    none = _pairs(1200, (1.0, 0.0), may_join=np.zeros(1200, dtype=bool))
    assert _choose(none).measured["joined_count"].to_list() == [0, 0]


def test_of_two_winners_the_less_surprised_is_taken():
    """Both reasons say so."""
    pairs = _pairs(1200, (1.0, 0.0))
    learned = calibrated_held_out_weights(pairs)
    chosen = choose(pairs, {"learned": learned, "wiser": np.where(pairs.is_match, 30.0, -30.0)}, join_weight=6.6)
    assert chosen.winner == "wiser"
    assert "wiser is less surprised still" in chosen.reasons["learned"]


def test_reliability_holds_probability_against_outcome():
    """Weights that say what happens lie within the bounds, and all pairs are counted."""
    rng = np.random.default_rng(5)
    weights = rng.normal(0.0, 4.0, 5000)
    is_match = rng.random(5000) < 1.0 / (1.0 + np.exp2(-weights))
    table = reliability(weights, is_match)
    assert table["pair_count"].sum() == 5000
    gap = (pl.col("mean_probability") - pl.col("match_share")).abs()
    assert table.select(gap.max()).item() < 0.08
    assert table.filter(pl.col("match_share_lower") > pl.col("match_share")).is_empty()
    assert table.filter(pl.col("match_share_upper") < pl.col("match_share") - 1e-12).is_empty()


def test_learned_weights_keep_joining_what_nobody_doubts():
    """Labels from near the border alone don't flatten the weights of pairs far beyond it."""
    pairs = _pairs(2000, (1.0, 1.0))
    border = pairs.rows(np.abs(pairs.prior + pairs.bits.sum(axis=1)) < 9.0)
    held_out = calibrated_held_out_weights(border)
    assert np.median(held_out[border.bits[:, 0] > 0.0]) == pytest.approx(8.0, abs=2.0)


def test_weights_that_leave_open_what_nobody_decided_lose():
    """A win on decided pairs is none where one in ten joins that nobody was asked about would fall."""
    pairs = _pairs(1200, (1.0, 0.0))
    held_out = {"learned": calibrated_held_out_weights(pairs)}
    assert choose(pairs, held_out, 6.6, {"learned": 0.97}).winner == "learned"
    chosen = choose(pairs, held_out, 6.6, {"learned": 0.9})
    assert chosen.winner == "fixed"
    assert "leave open 10% of the joins" in chosen.reasons["learned"]
