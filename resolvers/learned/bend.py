"""Calibration that stays where the labels are: match weights turned into ones that come true, span by span.

One slope for all weights (Platt 1999) asks too much of few labels: people are mostly asked about pairs near the border,
where weights say little, and a slope learned there would also flatten the weights of pairs that nobody doubts. So each
span of weights has a slope of its own that starts at 1 and moves as far as labels within the span ask.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from resolvers.learned.fitting import Flags, LabelledPairs, Numbers, fit

# Where spans of weights end, in bits.
KNOTS = (-8.0, -3.0, 0.0, 3.0, 8.0)
SPANS = ("below -8", "-8 to -3", "-3 to 0", "0 to 3", "3 to 8", "above 8")
BEND = "bend:"
_START = "start"
# A slope starts at 1 as strongly as some eighty labels near the border would say so.
_SLOPE_PENALTY = 100.0
_START_PENALTY = 2.0


@dataclass(frozen=True)
class Bend:
    """A rising line of straight pieces.

    Attributes:
        start: Bits added everywhere.
        slopes: Slope within each of SPANS.
    """

    start: float = 0.0
    slopes: tuple[float, ...] = (1.0,) * len(SPANS)

    def of(self, weights: Numbers) -> Numbers:
        """Calibrated match weights in bits."""
        bent: Numbers = KNOTS[0] + self.start + _spans(weights) @ np.array(self.slopes)
        return bent

    def as_settings(self) -> dict[str, float]:
        """The bend as part of LinkSettings.scorer_weights."""
        named = {f"{BEND}{span}": slope for span, slope in zip(SPANS, self.slopes, strict=True)}
        return {f"{BEND}{_START}": self.start, **named}

    @staticmethod
    def from_settings(weights: Mapping[str, float]) -> "Bend":
        """The bend among LinkSettings.scorer_weights; without any, the one that changes nothing."""
        slopes = tuple(weights.get(f"{BEND}{span}", 1.0) for span in SPANS)
        return Bend(weights.get(f"{BEND}{_START}", 0.0), slopes)


def fit_bend(weights: Numbers, is_match: Flags) -> Bend:
    """The bend that held-out labels ask for.

    Args:
        weights: Match weights of labelled pairs in bits, made without their gang.
        is_match: What was decided.
    """
    none = np.array([""])
    pairs = LabelledPairs(SPANS, _spans(weights), np.full(len(weights), KNOTS[0]), is_match, none, none)
    found = fit(pairs, _SLOPE_PENALTY, _START_PENALTY)
    return Bend(found.intercept, tuple(found.scales[span] for span in SPANS))


def _spans(weights: Numbers) -> Numbers:
    """How much of each weight, counted from the first knot, lies in each span."""
    inner = [np.clip(weights - low, 0.0, high - low) for low, high in pairwise(KNOTS)]
    return np.stack([np.minimum(weights - KNOTS[0], 0.0), *inner, np.maximum(weights - KNOTS[-1], 0.0)], axis=1)
