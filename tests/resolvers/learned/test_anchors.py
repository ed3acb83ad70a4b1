"""What learning must leave alone."""

import numpy as np
import polars as pl
import pytest

from resolvers.contract import LinkSettings
from resolvers.learned.anchors import sure_pairs
from resolvers.learned.fitting import LabelledPairs, fit

_BITS = {
    ("a", "b"): {"x.one": 16.0, "y.two": 4.0},
    ("a", "c"): {"x.one": 16.0, "y.two": 4.2},
    ("a", "d"): {"x.one": 12.0},
    ("b", "c"): {"x.one": -9.0},
    ("b", "d"): {"z.three": 20.0},
    ("c", "d"): {"x.one": 16.0},
}
_FRAME = pl.DataFrame(
    [(left, right, name, bits) for (left, right), reasons in _BITS.items() for name, bits in reasons.items()],
    schema=["reference_l", "reference_r", "feature", "bits"],
    orient="row",
)
_FREE = _FRAME.select("reference_l", "reference_r").unique()


def _anchors(judged=()):
    decided = pl.DataFrame(list(judged), schema={"reference_l": pl.String, "reference_r": pl.String}, orient="row")
    return sure_pairs(_FRAME, _FREE, decided, ("x.one",), LinkSettings())


def test_sure_pairs_with_a_decided_reason_count_kind_by_kind():
    """Like pairs are one row; border pairs, and pairs without any reason that was decided on, are none."""
    found = _anchors()
    rows = dict(zip(map(tuple, np.column_stack([found.prior, found.bits]).tolist()), found.strength, strict=True))
    assert rows == pytest.approx({(-3.0, 16.0): 100 / 3, (-7.0, 16.0): 50 / 3, (-7.0, -9.0): 50.0})
    assert found.probability[found.bits[:, 0] < 0] < 0.01


def test_decided_pairs_hold_nothing():
    """What a person decided is no anchor of what the machine thought."""
    assert (_anchors([("b", "c")]).bits > 0).all()


def test_anchors_hold_a_weight_against_few_labels():
    """Six decisions at the border that call a reason worthless move it less where sure joins rest on it."""
    count = 6
    none = np.full(count, "g")
    labels = LabelledPairs(
        ("x.one",), np.full((count, 1), 8.0), np.full(count, -7.0), np.zeros(count, dtype=bool), none, none
    )
    free, held = fit(labels, penalty=4.0), fit(labels, penalty=4.0, anchors=_anchors())
    assert held.scales["x.one"] > free.scales["x.one"]


def test_sure_joins_stay_above_the_joining_weight():
    """A kind of pair hardly above the joining weight is not lost to a decision against one of its pairs."""
    just_above = pl.DataFrame({"reference_l": ["e"], "reference_r": ["f"], "feature": ["x.one"], "bits": [14.0]})
    free = just_above.select("reference_l", "reference_r")
    anchors = sure_pairs(just_above, free, free.clear(), ("x.one",), LinkSettings())
    none = np.array(["g"])
    against = LabelledPairs(("x.one",), np.array([[14.0]]), np.array([-7.0]), np.array([False]), none, none)
    scale = fit(against, penalty=16.0, intercept_penalty=2.0, anchors=anchors)
    assert -7.0 + scale.intercept + 14.0 * scale.scales["x.one"] >= LinkSettings().join_weight
    alone = fit(against, penalty=16.0, intercept_penalty=2.0)
    assert -7.0 + alone.intercept + 14.0 * alone.scales["x.one"] < LinkSettings().join_weight


def test_without_sure_pairs_nothing_is_held():
    """A case without any gives anchors that weigh nothing."""
    empty = sure_pairs(_FRAME.clear(), _FREE, _FREE.clear(), ("x.one",), LinkSettings())
    assert empty.strength.sum() == 0.0
