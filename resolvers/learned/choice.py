"""Which weights to use, by measurement: the ones there are, or others, on gangs that none of them was made on.

The rule. Another resolver takes the place of the fixed weights only when, on the held-out decisions,

1. there are enough of them, of both kinds, in enough gangs, for a win to say something about the next gang;
2. they surprise it less (bits a pair), in 19 of 20 draws of gangs with replacement;
3. what it would join by itself is no less right: precision not below that of the fixed weights;
4. and no less of what is one person is joined, beyond noise: recall is not lower in 19 of 20 draws of gangs; or what is
   lost is outweighed by what is no longer joined wrongly (F0.5, in which precision counts twice as much as recall).

5. and of the pairs that the fixed weights join, that nobody decided on and whose weight it changes, 19 of 20 stay
   joined: decisions on what is hard are no reason to take apart what was never asked about.

Of several that win the least surprised is taken. A wrong join costs more than one that people make, so precision has no
margin and recall has.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from resolvers.learned.fitting import Flags, LabelledPairs, Numbers, log_loss

FIXED = "fixed"
# Draws of gangs for the interval, and the seed that makes them the same each time.
_DRAWS = 2000
_SEED = 11
# With fewer gangs or decisions a win says nothing about the next gang.
_LEAST_GANGS = 5
_LEAST_LABELS = 30
# Without pairs that people call different nothing says what a join costs, and without others nothing what it is worth.
_LEAST_OF_EACH = 5
_LEAST_KEPT = 0.95


@dataclass(frozen=True)
class Choice:
    """What was measured and what follows.

    Attributes:
        winner: Name of the resolver to use.
        reasons: Resolver to why it is taken or not, in one sentence with the numbers.
        measured: One row a resolver: resolver, pair_count, gang_count, log_loss (bits a pair), brier; precision and
            recall of what it would join, joined_count.
    """

    winner: str
    reasons: Mapping[str, str]
    measured: pl.DataFrame


def choose(
    pairs: LabelledPairs,
    held_out: Mapping[str, Numbers],
    join_weight: float,
    kept_shares: Mapping[str, float] | None = None,
) -> Choice:
    """The fixed weights or one of the others.

    Args:
        pairs: Judged pairs with reasons and gangs.
        held_out: Resolver to its match weight of each pair in bits, made without the pair's gang.
        join_weight: Match weight in bits from which a pair is joined.
        kept_shares: Resolver to the share of undecided joins of the fixed weights, of those whose weight it changes,
            that it keeps; None: all of them.
    """
    weights = {FIXED: pairs.prior + pairs.bits.sum(axis=1), **held_out}
    measured = pl.DataFrame([{"resolver": name, **_figures(own, pairs, join_weight)} for name, own in weights.items()])
    figures = {str(row["resolver"]): row for row in measured.to_dicts()}
    verdicts = {name: _verdict(name, figures, weights, pairs, join_weight) for name in held_out}
    for name, share in (kept_shares or {}).items():
        if name in verdicts and verdicts[name][0] and share < _LEAST_KEPT:
            verdicts[name] = (
                False,
                f"it would leave open {1 - share:.0%} of the joins whose weight it changes and nobody decided on",
            )
    winners = [name for name, (wins, _) in verdicts.items() if wins]
    winner = min(winners, key=lambda name: (figures[name]["log_loss"], name), default=FIXED)
    reasons = {name: told for name, (_, told) in verdicts.items()}
    for name in winners:
        if name != winner:
            reasons[name] += f"; {winner} is less surprised still"
    said = "nothing tried beats them" if winner == FIXED else f"{winner} beats them"
    return Choice(winner, {FIXED: said, **reasons}, measured)


def _figures(weights: Numbers, pairs: LabelledPairs, join_weight: float) -> dict[str, float]:
    joined = joined_pairs(weights, pairs, join_weight)
    right, true = int((joined & pairs.is_match).sum()), int(pairs.is_match.sum())
    probability = 1.0 / (1.0 + np.exp2(-np.clip(weights, -60.0, 60.0)))
    return {
        "pair_count": len(weights),
        "gang_count": len(np.unique(pairs.group_l)),
        "log_loss": float(log_loss(weights, pairs.is_match).mean()),
        "brier": float(((probability - pairs.is_match) ** 2).mean()),
        "precision": right / int(joined.sum()) if joined.any() else 1.0,
        "recall": right / true if true else 1.0,
        "joined_count": int(joined.sum()),
    }


def joined_pairs(weights: Numbers, pairs: LabelledPairs, join_weight: float) -> Flags:
    """Which pairs these weights would join by themselves."""
    joined: Flags = weights >= join_weight
    return joined if pairs.may_join is None else joined & pairs.may_join


def _verdict(
    name: str,
    figures: Mapping[str, Mapping[str, float]],
    weights: Mapping[str, Numbers],
    pairs: LabelledPairs,
    join_weight: float,
) -> tuple[bool, str]:
    """Whether a resolver beats the fixed weights, and why."""
    fixed, own = figures[FIXED], figures[name]
    rarer = min(int(pairs.is_match.sum()), int((~pairs.is_match).sum()))
    if own["gang_count"] < _LEAST_GANGS or own["pair_count"] < _LEAST_LABELS or rarer < _LEAST_OF_EACH:
        return False, (
            f"{own['pair_count']} decisions in {own['gang_count']} gangs, {rarer} of the rarer kind, are too few to "
            f"choose by; {_LEAST_LABELS} in {_LEAST_GANGS} are needed, {_LEAST_OF_EACH} of each kind"
        )
    losses = f"held-out surprise {fixed['log_loss']:.3f} with fixed weights, {own['log_loss']:.3f} with {name}"
    gained = log_loss(weights[FIXED], pairs.is_match) - log_loss(weights[name], pairs.is_match)
    least = _drawn(gained, np.ones(len(gained)), pairs, 0.05)
    if least <= 0.0:
        return False, f"not surely better on held-out gangs ({losses} bits a pair)"
    if own["precision"] < fixed["precision"]:
        return False, (
            f"less surprised ({losses}), but what it would join is right in {own['precision']:.3f} instead of "
            f"{fixed['precision']:.3f}"
        )
    more = joined_pairs(weights[name], pairs, join_weight).astype(float)
    more -= joined_pairs(weights[FIXED], pairs, join_weight)
    is_lower = _drawn(more * pairs.is_match, pairs.is_match.astype(float), pairs, 0.95) < 0.0
    if is_lower and _f_half(own) <= _f_half(fixed):
        return False, (
            f"less surprised ({losses}), but it would join too little: recall {own['recall']:.3f} instead of "
            f"{fixed['recall']:.3f}"
        )
    return True, (
        f"less surprised by held-out gangs ({losses} bits a pair, at least {least:.3f} less in 19 of 20 draws), joins "
        f"with precision {own['precision']:.3f} instead of {fixed['precision']:.3f} and recall {own['recall']:.3f} "
        f"instead of {fixed['recall']:.3f}"
    )


def _f_half(figures: Mapping[str, float]) -> float:
    """Van Rijsbergen's F with precision counting twice as much as recall."""
    precision, recall = figures["precision"], figures["recall"]
    below = 0.25 * precision + recall
    return 1.25 * precision * recall / below if below else 0.0


def _drawn(numerators: Numbers, denominators: Numbers, pairs: LabelledPairs, share: float) -> float:
    """A quantile of the ratio of two sums when gangs are drawn with replacement."""
    names, group = np.unique(pairs.group_l, return_inverse=True)
    above = np.bincount(group, weights=numerators, minlength=len(names))
    below = np.bincount(group, weights=denominators, minlength=len(names))
    drawn = np.random.default_rng(_SEED).integers(0, len(names), (_DRAWS, len(names)))
    sums = below[drawn].sum(axis=1)
    return float(np.quantile(above[drawn].sum(axis=1)[sums > 0] / sums[sums > 0], share)) if (sums > 0).any() else 0.0
