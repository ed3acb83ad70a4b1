"""How far probabilities can be believed: what was said against what came out, on gangs the weights never saw."""

import numpy as np
import polars as pl

from resolvers.evaluation import wilson_lower
from resolvers.learned.fitting import Flags, LabelledPairs, Numbers, best_penalty, calibration, folds, held_out_weights

# Edges of the rows: finer near certainty, where decisions are made by themselves.
_EDGES = (0.0, 0.01, 0.05, 0.2, 0.4, 0.6, 0.8, 0.95, 0.99, 1.0)


def calibrated_held_out_weights(pairs: LabelledPairs) -> Numbers:
    """Match weights as the finished model would give them, each by weights and calibration that never saw the gang."""
    raw = held_out_weights(pairs, best_penalty(pairs))
    weights = raw.copy()
    for learn, test in folds(pairs):
        if learn.any():
            slope, shift = calibration(raw[learn], pairs.is_match[learn])
            weights[test] = slope * raw[test] + shift
    return weights


def reliability(weights: Numbers, is_match: Flags) -> pl.DataFrame:
    """The reliability table.

    Args:
        weights: Match weights in bits, held out.
        is_match: What was decided.

    Returns:
        Columns: probability_from, probability_until, pair_count, mean_probability, match_share, match_share_lower and
        match_share_upper (one-sided 95 % Wilson bounds, pairs counted as if independent); a row for each span of
        probabilities that holds pairs.
    """
    probability = 1.0 / (1.0 + np.exp2(-np.clip(weights, -60.0, 60.0)))
    span = np.clip(np.searchsorted(_EDGES, probability, side="right") - 1, 0, len(_EDGES) - 2)
    rows = []
    for at in np.unique(span):
        here = span == at
        count, right = int(here.sum()), int(is_match[here].sum())
        rows.append(
            {
                "probability_from": _EDGES[at],
                "probability_until": _EDGES[at + 1],
                "pair_count": count,
                "mean_probability": float(probability[here].mean()),
                "match_share": right / count,
                "match_share_lower": wilson_lower(right, count),
                "match_share_upper": 1.0 - wilson_lower(count - right, count),
            }
        )
    return pl.DataFrame(rows)
