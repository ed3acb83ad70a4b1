"""Fixed or learned: who wins on held-out gangs, and what the table of reliability says."""

import numpy as np
import polars as pl

from resolvers.learned.calibrated import reliability
from resolvers.learned.choice import choose
from resolvers.learned.fitting import LabelledPairs


def _pairs(count, worth, groups=12, seed=3):
    """Pairs whose two reasons, of 14 and 13 bits, are worth as much as `worth` says."""
    rng = np.random.default_rng(seed)
    bits = np.array([14.0, 13.0]) * (rng.random((count, 2)) < 0.5)
    prior = np.full(count, -6.0)
    chance = 1.0 / (1.0 + np.exp2(-(prior + bits @ np.array(worth))))
    group = rng.integers(0, groups, count).astype(str)
    return LabelledPairs(("a.x", "b.y"), bits, prior, rng.random(count) < chance, group, group)


def test_learned_weights_win_where_a_fixed_weight_is_wrong():
    """A reason that people don't follow is unlearned, what changes is listed, and the reason carries the numbers."""
    chosen = choose(_pairs(1200, (1.0, 0.0)), join_weight=6.6)
    assert chosen.winner == "learned"
    fixed, learned = chosen.measured.rows(named=True)
    assert learned["log_loss"] < fixed["log_loss"]
    assert learned["precision"] >= fixed["precision"]
    assert chosen.changed.height > 0
    assert f"{fixed['log_loss']:.3f}" in chosen.reason


def test_fixed_weights_stay_where_they_are_right():
    """Where nothing is gained the weights stay."""
    assert choose(_pairs(1200, (1.0, 1.0)), join_weight=6.6).winner == "fixed_weights"


def test_few_gangs_decide_nothing():
    """A win in three gangs is no win."""
    chosen = choose(_pairs(600, (1.0, 0.0), groups=3), join_weight=6.6)
    assert chosen.winner == "fixed_weights"
    assert "too few" in chosen.reason


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


def test_better_calibrated_weights_that_join_nothing_lose():
    """Less surprise is not enough: weights that leave most right pairs open don't replace ones that join them."""
    chosen = choose(_pairs(4000, (0.8, 0.8)), join_weight=6.6)
    fixed, learned = chosen.measured.rows(named=True)
    assert learned["log_loss"] < fixed["log_loss"]
    assert learned["recall"] < 0.7 * fixed["recall"]
    assert chosen.winner == "fixed_weights"
