"""How far probabilities can be believed: what was said against what came out, on gangs the weights never saw."""

import numpy as np
import polars as pl

from resolvers.audit_estimates import wilson
from resolvers.learned.bend import Bend, fit_bend
from resolvers.learned.fitting import (
    Anchors,
    Flags,
    LabelledPairs,
    LearnedWeights,
    Numbers,
    best_penalty,
    fit,
    folds,
    held_out_weights,
)

# Edges of the rows: finer near certainty, where decisions are made by themselves.
_EDGES = (0.0, 0.01, 0.05, 0.2, 0.4, 0.6, 0.8, 0.95, 0.99, 1.0)
# The pairs people are asked about are more often one person than others are. What they say of the share must not lift
# every pair, so the intercept moves less freely than with labels drawn at random.
_INTERCEPT_PENALTY = 2.0
# Thirty decisions may move the weights of a case and never wreck them: what only fits them is not tried.
_PENALTIES = (16.0, 64.0, 256.0)
_RELIABILITY = {
    "probability_from": pl.Float64(),
    "probability_until": pl.Float64(),
    "pair_count": pl.Int64(),
    "mean_probability": pl.Float64(),
    "match_share": pl.Float64(),
    "match_share_lower": pl.Float64(),
    "match_share_upper": pl.Float64(),
}


def learn_calibrated(pairs: LabelledPairs, anchors: Anchors | None = None) -> tuple[LearnedWeights, Bend]:
    """Weights from judged pairs of a case, and their calibration on held-out gangs.

    Args:
        pairs: Judged pairs.
        anchors: What is held near the fixed weights beside (resolvers.learned.anchors).

    Raises:
        NotLearned: When all judged pairs are of one gang.
    """
    penalty = best_penalty(pairs, _INTERCEPT_PENALTY, _PENALTIES, anchors)
    raw = held_out_weights(pairs, penalty, _INTERCEPT_PENALTY, anchors)
    return fit(pairs, penalty, _INTERCEPT_PENALTY, anchors), fit_bend(
        raw, pairs.is_match, float(pairs.prior[0]), anchors
    )


def calibrated_held_out_weights(pairs: LabelledPairs, anchors: Anchors | None = None) -> Numbers:
    """Match weights as the finished model would give them, each by weights and calibration that never saw the gang."""
    penalty = best_penalty(pairs, _INTERCEPT_PENALTY, _PENALTIES, anchors)
    raw = held_out_weights(pairs, penalty, _INTERCEPT_PENALTY, anchors)
    weights = raw.copy()
    for learn, test in folds(pairs):
        if learn.any():
            weights[test] = fit_bend(raw[learn], pairs.is_match[learn], float(pairs.prior[0]), anchors).of(raw[test])
    return weights


def reliability(weights: Numbers, is_match: Flags) -> pl.DataFrame:
    """The reliability table.

    Args:
        weights: Match weights in bits, held out.
        is_match: What was decided.

    Returns:
        Columns: probability_from, probability_until, pair_count, mean_probability, match_share, match_share_lower and
        match_share_upper (95 % Wilson interval, pairs counted as if independent); a row for each span of probabilities
        that holds pairs.
    """
    probability = 1.0 / (1.0 + np.exp2(-np.clip(weights, -60.0, 60.0)))
    span = np.clip(np.searchsorted(_EDGES, probability, side="right") - 1, 0, len(_EDGES) - 2)
    rows = []
    for at in np.unique(span):
        here = span == at
        count, right = int(here.sum()), int(is_match[here].sum())
        lower, upper = wilson(right / count, count)
        rows.append(
            {
                "probability_from": _EDGES[at],
                "probability_until": _EDGES[at + 1],
                "pair_count": count,
                "mean_probability": float(probability[here].mean()),
                "match_share": right / count,
                "match_share_lower": lower,
                "match_share_upper": upper,
            }
        )
    return pl.DataFrame(rows, schema=_RELIABILITY)
