"""Calibration that stays where the labels are: match weights turned into ones that come true, span by span.

One slope for all weights (Platt 1999) asks too much of few labels: people are mostly asked about pairs near the border,
where weights say little, and a slope learned there would also flatten the weights of pairs that nobody doubts. So each
span of weights has a slope of its own that starts at 1 and moves as far as labels within the span ask.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from resolvers.learned.fitting import Anchors, Flags, LabelledPairs, Numbers, fit

# Where spans of weights end, in bits.
KNOTS = (-8.0, -3.0, 0.0, 3.0, 8.0)
SPANS = ("below -8", "-8 to -3", "-3 to 0", "0 to 3", "3 to 8", "above 8")
BEND = "bend:"
_START, _PRIOR = "start", "prior"
# Names of the numbers of a bend, each with its value where nothing bends.
PARTS = {_START: 0.0, _PRIOR: 0.0, **dict.fromkeys(SPANS, 1.0)}
# A slope starts at 1 as strongly as some eighty labels near the border would say so.
_SLOPE_PENALTY = 100.0
_START_PENALTY = 2.0


@dataclass(frozen=True)
class Bend:
    """A rising line of straight pieces.

    Attributes:
        start: Bits added everywhere.
        slopes: Slope within each of SPANS.
        prior: Bits before any reason; the spans are of match weights, the prior included.
    """

    start: float = 0.0
    slopes: tuple[float, ...] = (1.0,) * len(SPANS)
    prior: float = 0.0

    def of(self, weights: Numbers) -> Numbers:
        """Calibrated match weights in bits."""
        bent: Numbers = KNOTS[0] + self.start + _spans(weights) @ np.array(self.slopes)
        return bent

    def as_settings(self) -> dict[str, float]:
        """The bend as part of LinkSettings.scorer_weights."""
        named = {f"{BEND}{span}": slope for span, slope in zip(SPANS, self.slopes, strict=True)}
        return {f"{BEND}{_START}": self.start, f"{BEND}{_PRIOR}": self.prior, **named}

    @staticmethod
    def from_settings(weights: Mapping[str, float]) -> "Bend":
        """The bend among LinkSettings.scorer_weights; without any, the one that changes nothing."""
        slopes = tuple(weights.get(f"{BEND}{span}", 1.0) for span in SPANS)
        return Bend(weights.get(f"{BEND}{_START}", 0.0), slopes, weights.get(f"{BEND}{_PRIOR}", 0.0))


def fit_bend(weights: Numbers, is_match: Flags, prior: float, anchors: Anchors | None = None) -> Bend:
    """The bend that held-out labels ask for.

    Args:
        weights: Match weights of labelled pairs in bits, made without their gang.
        is_match: What was decided.
        prior: Bits before any reason.
        anchors: Pairs nobody decided, whose fixed weights are to stay as they are.
    """
    held = None
    if anchors is not None:
        fixed = anchors.prior + anchors.bits.sum(axis=1)
        held = replace(anchors, bits=_spans(fixed), prior=np.full(len(fixed), KNOTS[0]))
    none = np.array([""])
    pairs = LabelledPairs(SPANS, _spans(weights), np.full(len(weights), KNOTS[0]), is_match, none, none)
    found = fit(pairs, _SLOPE_PENALTY, _START_PENALTY, held)
    return Bend(found.intercept, tuple(found.scales[span] for span in SPANS), prior)


def _spans(weights: Numbers) -> Numbers:
    """How much of each weight, counted from the first knot, lies in each span."""
    inner = [np.clip(weights - low, 0.0, high - low) for low, high in pairwise(KNOTS)]
    return np.stack([np.minimum(weights - KNOTS[0], 0.0), *inner, np.maximum(weights - KNOTS[-1], 0.0)], axis=1)
