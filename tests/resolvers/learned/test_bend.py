"""Calibration span by span."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolvers.learned.bend import SPANS, Bend, fit_bend
from resolvers.learned.fitting import Anchors


def test_without_labels_nothing_bends():
    """The bend that changes nothing gives every weight back, within and beyond the knots."""
    weights = np.array([-30.0, -8.0, -5.5, 0.0, 2.0, 8.0, 40.0])
    assert Bend().of(weights) == pytest.approx(weights)


@given(
    st.lists(st.floats(0.0, 4.0), min_size=len(SPANS), max_size=len(SPANS)),
    st.lists(st.floats(-50.0, 50.0), min_size=2, max_size=30),
)
def test_order_of_weights_is_kept(slopes, weights):
    """A heavier pair never becomes the lighter one."""
    bent = Bend(0.0, tuple(slopes)).of(np.sort(np.array(weights)))
    assert (np.diff(bent) >= -1e-9).all()


def test_labels_bend_the_span_they_are_in():
    """Decisions about pairs near the border leave the slope far from it alone."""
    rng = np.random.default_rng(1)
    weights = rng.uniform(0.0, 3.0, 3000)
    found = fit_bend(weights, rng.random(3000) < 0.5, prior=-7.0)
    slopes = dict(zip(SPANS, found.slopes, strict=True))
    assert slopes["0 to 3"] < 0.3
    assert slopes["above 8"] == pytest.approx(1.0)
    assert slopes["below -8"] == pytest.approx(1.0)


def test_bend_survives_as_settings():
    """What is stored gives the same bend."""
    bend = Bend(-0.5, (1.0, 0.9, 0.8, 0.7, 1.1, 1.2), -7.0)
    assert Bend.from_settings(bend.as_settings()) == bend
    assert Bend.from_settings({}) == Bend()


def test_sure_pairs_that_nobody_decided_hold_their_span():
    """Decisions pull the span of weights they are in; what is held there beside keeps it nearer to what it was."""
    rng = np.random.default_rng(2)
    weights = rng.uniform(3.0, 8.0, 400)
    is_match = rng.random(400) < 0.6
    sure = np.linspace(6.6, 8.0, 20)
    anchors = Anchors(
        sure[:, None], np.zeros(20), 1.0 / (1.0 + np.exp2(-sure)), np.full(20, 25.0), np.full(20, -np.inf)
    )
    free, held = fit_bend(weights, is_match, -7.0), fit_bend(weights, is_match, -7.0, anchors)
    assert held.of(sure).mean() > free.of(sure).mean() + 0.2
