"""Weights learned from judged pairs: logistic regression that starts from given weights and moves as labels ask.

A pair's match weight is its prior, an intercept and its reasons in bits, each scaled: z = prior + b + sum of s * bits.
Without labels every s is 1 and b is 0, which is the scorer that gave the bits; the penalty is on what differs from that
(a Gaussian prior around given weights, as in Bayesian logistic regression). So a hundred labels move a few scales where
a model that starts from nothing would be guessing, and a scale is never negative: a reason for stays a reason for.
All is done on the labelled pairs alone; nothing here grows with the candidate pairs.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

Numbers = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

# Penalties tried: labels that pull one scale from 1 to 2 are charged half of this in natural log likelihood.
PENALTIES = (1.0, 4.0, 16.0, 64.0, 256.0)
# The intercept is one number seen by every label, so it may move more freely, in bits.
INTERCEPT_PENALTY = 0.05
# Weights learned without a fifth of few labels are worse than those learned with all, so the slope they ask for is too
# flat: it starts at 1, as strongly as some twenty labels near the border would say so.
_SLOPE_PENALTY = 25.0
# A reason never counts more than four times what it was thought to be worth.
_LARGEST_SCALE = 4.0
_NATS_PER_BIT = float(np.log(2.0))
_FOLDS = 5


class NotLearned(ValueError):
    """The labels cannot teach anything; the message says what is missing."""


@dataclass(frozen=True)
class LabelledPairs:
    """Judged pairs with their reasons.

    Attributes:
        features: Names of the reasons, `comparison.level`.
        bits: One row a pair, one column a feature: bits of the reason, 0 where it is silent.
        prior: Bits of each pair before any reason.
        is_match: What the people decided.
        group_l: Gang (or connected records) of the left side: what is held out together.
        group_r: The same of the right side.
        may_join: Whether the pair may be joined by its weight alone: it has a reason with standing and no cannot-link.
            None: all may.
    """

    features: tuple[str, ...]
    bits: Numbers
    prior: Numbers
    is_match: Flags
    group_l: npt.NDArray[np.str_]
    group_r: npt.NDArray[np.str_]
    may_join: Flags | None = None

    def rows(self, chosen: Flags) -> "LabelledPairs":
        """The chosen pairs alone."""
        return LabelledPairs(
            self.features,
            self.bits[chosen],
            self.prior[chosen],
            self.is_match[chosen],
            self.group_l[chosen],
            self.group_r[chosen],
            None if self.may_join is None else self.may_join[chosen],
        )


@dataclass(frozen=True)
class Anchors:
    """Pairs that nobody decided and the given weights are sure of: what is learned is held near what they say there.

    Attributes:
        bits: One row a kind of pair, one column a feature of the judged pairs.
        prior: Bits before these features, reasons that no judged pair has included.
        probability: What the given weights say.
        strength: How many decisions each row counts for.
        floor: Match weight in bits that a sure join is not to fall below; minus infinity where there is none. Without
            it a hair's breadth at the joining weight would take every pair of a kind apart.
    """

    bits: Numbers
    prior: Numbers
    probability: Numbers
    strength: Numbers
    floor: Numbers


@dataclass(frozen=True)
class LearnedWeights:
    """What was learned; additive, so every reason keeps its share in bits.

    Attributes:
        intercept: Bits added to every pair.
        scales: Feature to the factor of its bits; a feature that is not named counts once.
        penalty: The penalty chosen by held-out groups.
        label_count: Judged pairs it rests on.
    """

    intercept: float
    scales: dict[str, float]
    penalty: float
    label_count: int

    def match_weight(self, features: Sequence[str], bits: Numbers, prior: Numbers) -> Numbers:
        """Match weights of pairs in bits."""
        factors = np.array([self.scales.get(name, 1.0) for name in features])
        weights: Numbers = prior + self.intercept + bits @ factors
        return weights

    def as_settings(self) -> dict[str, float]:
        """The weights as part of LinkSettings.scorer_weights, for the scorer `learned`."""
        return {"intercept": self.intercept, **self.scales}

    def to_json(self) -> str:
        """The weights as text that people can read and change."""
        return json.dumps(asdict(self), sort_keys=True, indent=1)

    @staticmethod
    def from_json(text: str) -> "LearnedWeights":
        """Weights as to_json wrote them.

        Raises:
            TypeError: When a field is missing or unknown.
        """
        return LearnedWeights(**json.loads(text))


def folds(pairs: LabelledPairs, count: int = _FOLDS) -> list[tuple[Flags, Flags]]:
    """Splits by group: whom to learn from and whom to test on.

    A pair is tested where its left group is held out, and learned from only where neither of its groups is, so no gang
    is on both sides. Big groups are dealt first, each to the fold that has least; the order of rows doesn't matter.

    Raises:
        NotLearned: When there are fewer than two groups.
    """
    names, sizes = np.unique(pairs.group_l, return_counts=True)
    if len(names) < 2:
        raise NotLearned("all judged pairs are of one gang; nothing could be held out to test on")
    load = np.zeros(min(count, len(names)))
    fold_of: dict[str, int] = {}
    for at in np.lexsort((names, -sizes)):
        lightest = int(np.argmin(load))
        fold_of[str(names[at])] = lightest
        load[lightest] += sizes[at]
    left = np.array([fold_of[str(name)] for name in pairs.group_l])
    right = np.array([fold_of.get(str(name), -1) for name in pairs.group_r])
    return [((left != fold) & (right != fold), left == fold) for fold in range(len(load))]


def fit(
    pairs: LabelledPairs,
    penalty: float,
    intercept_penalty: float = INTERCEPT_PENALTY,
    anchors: Anchors | None = None,
) -> LearnedWeights:
    """The weights at which labels and penalty balance; the loss is convex, so there is one answer.

    Args:
        pairs: Judged pairs.
        penalty: Of scales that leave 1.
        intercept_penalty: Of an intercept that leaves 0 bits.
        anchors: What the weights are held near beside; its columns are the features of the pairs.

    Raises:
        NotLearned: When the search did not converge.
    """
    signs = np.where(pairs.is_match, 1.0, -1.0)

    def loss(values: Numbers) -> tuple[float, Numbers]:
        margin = _NATS_PER_BIT * signs * (pairs.prior + values[0] + pairs.bits @ values[1:])
        moved = values[1:] - 1.0
        total = np.logaddexp(0.0, -margin).sum() + 0.5 * (intercept_penalty * values[0] ** 2 + penalty * moved @ moved)
        # 1 / (1 + e^margin) without overflow
        pull = -signs * _NATS_PER_BIT * np.exp(-np.logaddexp(0.0, margin))
        gradient = np.concatenate([[pull.sum() + intercept_penalty * values[0]], pull @ pairs.bits + penalty * moved])
        if anchors is not None:
            held, held_pull = _held(anchors, values)
            return float(total + held), gradient + held_pull
        return float(total), gradient

    start = np.concatenate([[0.0], np.ones(len(pairs.features))])
    bounds = [(-20.0, 20.0), *[(0.0, _LARGEST_SCALE)] * len(pairs.features)]
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 2000})
    if not found.success:
        raise NotLearned(f"the weights did not settle: {found.message}")
    scales = {name: float(value) for name, value in zip(pairs.features, found.x[1:], strict=True)}
    return LearnedWeights(float(found.x[0]), scales, penalty, len(signs))


def _held(anchors: Anchors, values: Numbers) -> tuple[float, Numbers]:
    """Cross entropy of anchors and half the square of what they fall below their floor, and the gradient."""
    weights = anchors.prior + values[0] + anchors.bits @ values[1:]
    margin, below = _NATS_PER_BIT * weights, np.maximum(anchors.floor - weights, 0.0)
    against = np.logaddexp(0.0, margin) - anchors.probability * margin + 0.5 * below**2
    pull = _NATS_PER_BIT * (np.exp(-np.logaddexp(0.0, -margin)) - anchors.probability) - below
    pull *= anchors.strength
    return float(anchors.strength @ against), np.concatenate([[pull.sum()], pull @ anchors.bits])


def log_loss(weights: Numbers, is_match: Flags) -> Numbers:
    """Surprise at each decision in bits: 0 where the weight was sure and right."""
    margin = _NATS_PER_BIT * np.where(is_match, 1.0, -1.0) * weights
    return np.asarray(np.logaddexp(0.0, -margin) / _NATS_PER_BIT, dtype=np.float64)


def held_out_weights(
    pairs: LabelledPairs,
    penalty: float,
    intercept_penalty: float = INTERCEPT_PENALTY,
    anchors: Anchors | None = None,
) -> Numbers:
    """Match weight of every pair by weights learned without its gang; the fixed one where nobody else was judged."""
    weights: Numbers = pairs.prior + pairs.bits.sum(axis=1)
    for learn, test in folds(pairs):
        if learn.any():
            learned = fit(pairs.rows(learn), penalty, intercept_penalty, anchors)
            weights[test] = learned.match_weight(pairs.features, pairs.bits[test], pairs.prior[test])
    return weights


def best_penalty(
    pairs: LabelledPairs,
    intercept_penalty: float = INTERCEPT_PENALTY,
    penalties: Sequence[float] = PENALTIES,
    anchors: Anchors | None = None,
) -> float:
    """The penalty with the least surprise on held-out gangs; the larger one where two are equal."""
    surprise = {
        penalty: log_loss(held_out_weights(pairs, penalty, intercept_penalty, anchors), pairs.is_match).sum()
        for penalty in penalties
    }
    return min(reversed(penalties), key=lambda penalty: surprise[penalty])


def learn(pairs: LabelledPairs) -> LearnedWeights:
    """Weights from judged pairs, calibrated on held-out gangs.

    Raises:
        NotLearned: When one of the two answers is missing, or all judged pairs are of one gang.
    """
    if pairs.is_match.all() or not pairs.is_match.any():
        raise NotLearned("the judged pairs are all of one kind; some of each are needed, same and different")
    penalty = best_penalty(pairs)
    slope, shift = calibration(held_out_weights(pairs, penalty), pairs.is_match)
    raw = fit(pairs, penalty)
    # The slope turns prior, intercept and reasons alike; the prior's part goes into the intercept at its mean.
    prior = float(pairs.prior.mean())
    intercept = slope * raw.intercept + shift + (slope - 1.0) * prior
    scales = {name: slope * value for name, value in raw.scales.items()}
    return LearnedWeights(intercept, scales, penalty, raw.label_count)


def learned_held_out(pairs: LabelledPairs) -> Numbers:
    """Match weights as `learn` would give them, each by weights and calibration that never saw the group."""
    raw = held_out_weights(pairs, best_penalty(pairs))
    weights = raw.copy()
    for taught, test in folds(pairs):
        if taught.any():
            slope, shift = calibration(raw[taught], pairs.is_match[taught])
            weights[test] = slope * raw[test] + shift
    return weights


def calibration(weights: Numbers, is_match: Flags) -> tuple[float, float]:
    """Platt's slope and shift in bits for held-out weights, drawn towards 1 and 0 as far as labels are few."""
    one = LabelledPairs(("weight",), weights[:, None], np.zeros(len(weights)), is_match, np.array([""]), np.array([""]))
    found = fit(one, _SLOPE_PENALTY)
    return found.scales["weight"], found.intercept
