"""Weights are learned without labels."""

import numpy as np
import pytest

from resolvers.records.comparison import RARITIES, Level
from resolvers.records.expectation import LearningRules, learned
from resolvers.records.vectors import counted
from resolvers.records.weights import ComparisonWeights, Weights

_U = np.array([0, 0.02, 0.08, 0.9])
_TRUE_M = np.array([[0, 0.6, 0.3, 0.1], [0, 0.85, 0.1, 0.05], [0, 0.4, 0.2, 0.4], [0, 0.7, 0.2, 0.1]])


class _Simulated:
    """A comparison whose codes are drawn, not compared."""

    levels = (Level("missing", 0), Level("equal", 0.74), Level("near", 0.12), Level("different", 0.14))

    def __init__(self, name):
        self.name = name


def _drawn(match_count, other_count, seed=3):
    rng = np.random.default_rng(seed)
    codes = []
    for m in _TRUE_M:
        true = rng.choice(4, match_count, p=m)
        chance = rng.choice(4, other_count, p=_U)
        codes.append((np.concatenate([true, chance]) * RARITIES).astype(np.uint16))
    comparisons = [_Simulated(f"c{number}") for number in range(len(_TRUE_M))]
    priors = np.array([level.prior for level in _Simulated.levels])
    # Pairs drawn at random hold true ones, too.
    share = match_count / (match_count + other_count)
    drawn = [share * m + (1 - share) * _U for m in _TRUE_M]
    own = tuple(
        ComparisonWeights(one.name, priors, u, u, True, np.zeros(4, dtype=bool))
        for one, u in zip(comparisons, drawn, strict=True)
    )
    return comparisons, counted(codes), Weights(own, 0.001, 0.0001)


def test_known_parameters_are_recovered():
    """From simulated pairs the m that made them and the share of true pairs come out."""
    comparisons, seen, start = _drawn(20_000, 980_000)
    records = 1415  # 1,000,405 pairs: all of them are simulated
    found = learned(comparisons, seen, start, records, LearningRules())
    assert found.converged
    assert found.match_share == pytest.approx(0.02, rel=0.05)
    for own, m in zip(found.comparisons, _TRUE_M, strict=True):
        assert own.m == pytest.approx(m, abs=0.02)
        assert own.u == pytest.approx(_U, abs=0.002)


def test_giving_up_is_said():
    """Weights that haven't stood still when the iterations are used up say so."""
    comparisons, seen, start = _drawn(2000, 98_000)
    found = learned(comparisons, seen, start, 448, LearningRules(most_iterations=2))
    assert not found.converged
    assert found.iterations == 2


def test_fixed_weights_stay():
    """What an analyst fixed is not learned anew."""
    comparisons, seen, start = _drawn(2000, 98_000)
    fixed = start.comparisons[0]
    is_fixed = np.array([False, True, False, False])
    given = ComparisonWeights(fixed.name, np.array([0, 0.5, 0.3, 0.2]), fixed.u, fixed.near, True, is_fixed)
    start = Weights((given, *start.comparisons[1:]), start.match_share, start.near_share)
    found = learned(comparisons, seen, start, 448, LearningRules())
    assert found.comparisons[0].m[1] == 0.5
