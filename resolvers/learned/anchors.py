"""What learning must leave alone: pairs that nobody decided and that the fixed weights are sure of.

People are asked about what is hard, so their decisions say much about the border and little about pairs far from it;
yet a weight learned at the border would move these too, and take whole entities apart. So sure joins and rejections
that share a reason with a decided pair each count as some decisions for what the fixed weights say of them: labels bend
the weights where they are given, and what they don't speak of stays, the more so the fewer they are. Pairs that share
no reason with a decided one are left as they are altogether (resolvers.scorers.scaled).
"""

import numpy as np
import polars as pl

from resolvers.contract import LinkSettings
from resolvers.learned.fitting import Anchors, Numbers

_PAIR = ["reference_l", "reference_r"]
# How many decisions all sure joins count for, and as many all sure rejections.
_STRENGTH = 50.0
# A sure join is held at its weight, or at this many bits above the joining weight where it has more.
_MARGIN = 1.0
# Pairs of one kind are counted once: bits are told apart to this.
_STEP = 0.5


def sure_pairs(
    bits: pl.DataFrame,
    free: pl.DataFrame,
    judged_pairs: pl.DataFrame,
    features: tuple[str, ...],
    settings: LinkSettings,
) -> Anchors:
    """The sure pairs of a case, kind by kind.

    Args:
        bits: Columns reference_l, reference_r, feature, bits (resolvers.learned.judged.evidence_bits).
        free: Pairs that weight alone may join; only these are sure joins.
        judged_pairs: JUDGED_PAIR: decided pairs are no anchors.
        features: Features of the judged pairs; other reasons of a pair count into its prior.
        settings: Prior and join weight.
    """
    known = bits.filter(pl.col("feature").is_in(list(features))).select(_PAIR).unique()
    undecided = bits.join(judged_pairs.select(_PAIR), on=_PAIR, how="anti").join(known, on=_PAIR, how="semi")
    total = undecided.group_by(_PAIR).agg(weight=pl.col("bits").sum() + settings.prior_weight)
    joined = total.filter(pl.col("weight") >= settings.join_weight).join(free, on=_PAIR, how="semi")
    apart = total.filter(pl.col("weight") <= -settings.join_weight)
    kinds = [_kinds(undecided.join(side.select(_PAIR), on=_PAIR), features) for side in (joined, apart)]
    matrix = np.concatenate([found for found, _ in kinds])
    strength = np.concatenate([count * (_STRENGTH / max(float(count.sum()), 1.0)) for _, count in kinds])
    prior = settings.prior_weight + matrix[:, 0]
    weights = prior + matrix[:, 1:].sum(axis=1)
    probability = 1.0 / (1.0 + np.exp2(-np.clip(weights, -60.0, 60.0)))
    floor = np.where(weights > 0.0, np.minimum(weights, settings.join_weight + _MARGIN), -np.inf)
    return Anchors(matrix[:, 1:], prior, probability, strength, floor)


def _kinds(bits: pl.DataFrame, features: tuple[str, ...]) -> tuple[Numbers, Numbers]:
    """Distinct rows (bits of other reasons, then those of each feature) and how many pairs each stands for."""
    names = ["other reasons", *features]
    if bits.is_empty():
        return np.zeros((0, len(names))), np.zeros(0)
    is_known = pl.col("feature").is_in(list(features))
    wide = (
        bits.with_columns(feature=pl.when(is_known).then("feature").otherwise(pl.lit(names[0])))
        .group_by(*_PAIR, "feature")
        .agg((pl.col("bits").sum() / _STEP).round() * _STEP)
        .pivot(on="feature", on_columns=names, index=_PAIR, values="bits")
        .with_columns(pl.col(names).fill_null(0.0))
    )
    counted = wide.group_by(names).len("count").sort(names)
    return counted.select(names).to_numpy(), counted["count"].to_numpy().astype(np.float64)
