"""Which weights to use, by measurement: the ones there are, or those learned, on gangs that neither was made on.

The learned weights replace the fixed ones only when they are the less surprised by the held-out decisions, with the
difference above chance over gangs, and when what they join by themselves is no less right and not much less in number
(F0.5, in which precision counts twice as much as recall: a join that is wrong costs more than one that people make).
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from resolvers.learned.calibrated import calibrated_held_out_weights, reliability
from resolvers.learned.fitting import LabelledPairs, Numbers, log_loss

# Draws of gangs for the interval, and the seed that makes them the same each time.
_DRAWS = 2000
_SEED = 11
# With fewer gangs or decisions a win says nothing about the next gang.
_LEAST_GANGS = 5
_LEAST_LABELS = 30


@dataclass(frozen=True)
class Choice:
    """What was measured and what follows.

    Attributes:
        winner: `learned` or `fixed_weights`.
        reason: Why, in one sentence with the numbers.
        measured: One row a scorer: scorer, pair_count, gang_count, log_loss (bits a pair), brier; precision, recall, f1
            and f_half of what it would join.
        changed: Pairs that the two decide differently: row (in LabelledPairs), fixed_weight, learned_weight, is_match.
        reliability: Reliability table of the learned weights, held out.
    """

    winner: str
    reason: str
    measured: pl.DataFrame
    changed: pl.DataFrame
    reliability: pl.DataFrame


def choose(pairs: LabelledPairs, join_weight: float) -> Choice:
    """Fixed or learned.

    Args:
        pairs: Judged pairs with reasons and gangs.
        join_weight: Match weight in bits from which a pair is joined.

    Raises:
        NotLearned: When the pairs cannot teach (resolvers.learned.fitting).
    """
    fixed = pairs.prior + pairs.bits.sum(axis=1)
    learned = calibrated_held_out_weights(pairs)
    rows = [
        {"scorer": name, **_figures(weights, pairs, join_weight)}
        for name, weights in (("fixed_weights", fixed), ("learned", learned))
    ]
    measured = pl.DataFrame(rows)
    gained = log_loss(fixed, pairs.is_match) - log_loss(learned, pairs.is_match)
    winner, reason = _verdict(measured, _lower_bound(gained, pairs), len(pairs.is_match))
    differs = (fixed >= join_weight) != (learned >= join_weight)
    changed = pl.DataFrame(
        {
            "row": np.flatnonzero(differs),
            "fixed_weight": fixed[differs],
            "learned_weight": learned[differs],
            "is_match": pairs.is_match[differs],
        }
    )
    return Choice(winner, reason, measured, changed, reliability(learned, pairs.is_match))


def _figures(weights: Numbers, pairs: LabelledPairs, join_weight: float) -> dict[str, float]:
    joined = weights >= join_weight
    right = int((joined & pairs.is_match).sum())
    precision = right / int(joined.sum()) if joined.any() else 1.0
    recall = right / int(pairs.is_match.sum()) if pairs.is_match.any() else 1.0
    probability = 1.0 / (1.0 + np.exp2(-np.clip(weights, -60.0, 60.0)))
    return {
        "pair_count": len(weights),
        "gang_count": len(np.unique(pairs.group_l)),
        "log_loss": float(log_loss(weights, pairs.is_match).mean()),
        "brier": float(((probability - pairs.is_match) ** 2).mean()),
        "precision": precision,
        "recall": recall,
        "f1": _f_score(precision, recall, 1.0),
        "f_half": _f_score(precision, recall, 0.5),
    }


def _f_score(precision: float, recall: float, beta: float) -> float:
    """Van Rijsbergen's F: recall counts beta times as much as precision."""
    below = beta * beta * precision + recall
    return (1 + beta * beta) * precision * recall / below if below else 0.0


def _lower_bound(gained: Numbers, pairs: LabelledPairs) -> float:
    """Lower end of the one-sided 95 % interval of the gain in bits a pair, gangs drawn with replacement."""
    names, group = np.unique(pairs.group_l, return_inverse=True)
    gain = np.bincount(group, weights=gained, minlength=len(names))
    size = np.bincount(group, minlength=len(names))
    drawn = np.random.default_rng(_SEED).integers(0, len(names), (_DRAWS, len(names)))
    return float(np.quantile(gain[drawn].sum(axis=1) / size[drawn].sum(axis=1), 0.05))


def _verdict(measured: pl.DataFrame, bound: float, labels: int) -> tuple[str, str]:
    fixed, learned = measured.rows(named=True)
    gangs = fixed["gang_count"]
    if gangs < _LEAST_GANGS or labels < _LEAST_LABELS:
        return "fixed_weights", (
            f"{labels} decisions in {gangs} gangs are too few to tell; {_LEAST_LABELS} in {_LEAST_GANGS} are needed"
        )
    losses = f"{fixed['log_loss']:.3f} against {learned['log_loss']:.3f} bits a pair"
    if bound <= 0.0:
        return "fixed_weights", f"the learned weights are not surely better on held-out gangs ({losses})"
    if learned["precision"] < fixed["precision"]:
        return "fixed_weights", (
            f"the learned weights would join with precision {learned['precision']:.3f} instead of "
            f"{fixed['precision']:.3f}"
        )
    if learned["f_half"] < fixed["f_half"]:
        return "fixed_weights", (
            f"the learned weights would join too little: recall {learned['recall']:.3f} instead of "
            f"{fixed['recall']:.3f} (F0.5 {learned['f_half']:.3f} instead of {fixed['f_half']:.3f})"
        )
    return "learned", f"less surprised by held-out gangs ({losses}; at least {bound:.3f} less in 19 of 20 draws)"
