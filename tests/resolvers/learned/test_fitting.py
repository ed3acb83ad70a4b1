"""Weights learned from judged pairs: where they start, what moves them, what stays untouched."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resolvers.learned.fitting import (
    LabelledPairs,
    NotLearned,
    calibration,
    fit,
    folds,
    held_out_weights,
    learn,
    log_loss,
)


def make_pairs(count, seed=1, worth=(1.0, 0.0, 2.0), groups=12):
    """Pairs with three reasons of six bits each, of which the people follow each as far as `worth` says."""
    rng = np.random.default_rng(seed)
    bits = 6.0 * (rng.random((count, 3)) < 0.4)
    prior = np.full(count, -5.0)
    chance = 1.0 / (1.0 + np.exp2(-(prior + bits @ np.array(worth))))
    group = rng.integers(0, groups, count).astype(str)
    return LabelledPairs(("a.x", "b.y", "c.z"), bits, prior, rng.random(count) < chance, group, group)


def test_few_labels_hardly_move_the_weights():
    """A handful of decisions leaves every factor near what it was."""
    learned = fit(make_pairs(6), penalty=256.0)
    assert all(abs(scale - 1.0) < 0.05 for scale in learned.scales.values())


def test_many_labels_find_what_each_reason_is_worth():
    """A worthless reason loses its weight and one that was thought too little of gains."""
    learned = learn(make_pairs(5000))
    assert learned.scales["b.y"] < 0.2
    assert learned.scales["c.z"] > 1.6
    assert learned.label_count == 5000


def test_learned_weights_are_less_surprised_on_held_out_groups():
    """Where the fixed weights are wrong, held-out decisions surprise the learned ones less."""
    pairs = make_pairs(1500)
    fixed = pairs.prior + pairs.bits.sum(axis=1)
    learned = held_out_weights(pairs, penalty=4.0)
    assert log_loss(learned, pairs.is_match).mean() < log_loss(fixed, pairs.is_match).mean() - 0.1


@given(st.permutations(range(40)))
@settings(max_examples=10, deadline=None)
def test_order_of_rows_changes_nothing(order):
    """The same decisions in another order teach the same."""
    pairs = make_pairs(40)
    rows = np.array(order)
    moved = LabelledPairs(
        pairs.features,
        pairs.bits[rows],
        pairs.prior[rows],
        pairs.is_match[rows],
        pairs.group_l[rows],
        pairs.group_r[rows],
    )
    first, second = learn(pairs), learn(moved)
    assert first.penalty == second.penalty
    assert first.intercept == pytest.approx(second.intercept, abs=1e-3)
    assert first.scales == pytest.approx(second.scales, abs=1e-3)


def test_no_gang_is_on_both_sides():
    """A pair between two gangs teaches nothing while one of them is held out; every pair is tested once."""
    pairs = make_pairs(300)
    across = LabelledPairs(
        pairs.features, pairs.bits, pairs.prior, pairs.is_match, pairs.group_l, np.roll(pairs.group_r, 1)
    )
    tested = np.zeros(300, dtype=int)
    for taught, test in folds(across):
        held_out = set(across.group_l[test])
        assert not held_out & (set(across.group_l[taught]) | set(across.group_r[taught]))
        tested += test
    assert (tested == 1).all()


def test_one_kind_of_answer_or_one_gang_teaches_nothing():
    """Without both answers, or without a second gang, there is nothing to learn and it is said."""
    pairs = make_pairs(50)
    with pytest.raises(NotLearned, match="all of one kind"):
        learn(pairs.rows(pairs.is_match))
    with pytest.raises(NotLearned, match="one gang"):
        learn(make_pairs(50, groups=1))


def test_calibration_lowers_weights_that_were_too_sure():
    """Weights twice as sure as they may be are halved."""
    rng = np.random.default_rng(2)
    true_weights = rng.normal(0.0, 3.0, 4000)
    is_match = rng.random(4000) < 1.0 / (1.0 + np.exp2(-true_weights))
    slope, shift = calibration(2.0 * true_weights, is_match)
    assert slope == pytest.approx(0.5, abs=0.05)
    assert abs(shift) < 0.3
