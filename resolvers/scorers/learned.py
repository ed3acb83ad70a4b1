"""Scorer: the fixed weights, each scaled by what judgements taught (resolvers.learned).

Scales come as data: `intercept` in bits and `comparison.level` as a factor; what is not named counts as it stands, so
that without any this is the scorer of fixed weights. What may join by itself stays what it is: no label gives standing.
"""

from collections.abc import Mapping

import polars as pl

from resolvers.scorers.contract import Scorer
from resolvers.scorers.fixed_weights import bits_by_comparison, summed_by_pair

INTERCEPT = "intercept"


def evidence_weight(evidence: pl.DataFrame, weights: Mapping[str, float]) -> pl.DataFrame:
    """Scaled sum of the evidence of each pair in bits.

    Args:
        evidence: PAIR_EVIDENCE.
        weights: `comparison.level` to a factor, `intercept` to bits.

    Returns:
        Columns: reference_l, reference_r, evidence_weight, family_count, has_standing; one row per pair.
    """
    factors = {name: factor for name, factor in weights.items() if name != INTERCEPT}
    scaled = bits_by_comparison(evidence).with_columns(
        (pl.col(bits) * pl.format("{}.{}", "comparison", level).replace_strict(factors, default=1.0)).alias(bits)
        for level, bits in (("best_level", "bits_for"), ("worst_level", "bits_against"))
    )
    return summed_by_pair(scaled).with_columns(pl.col("evidence_weight") + weights.get(INTERCEPT, 0.0))


SCORER = Scorer("learned", "Fixed weights scaled by what judgements taught.", evidence_weight)
