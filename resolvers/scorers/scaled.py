"""Sum of the reasons of a pair, each scaled and shifted: part of the scorers `learned`, `em` and `given`.

Weights come as data: `intercept` in bits, `comparison.level` as a factor of the reason's bits, `shift:comparison.level`
as bits added to each such reason; `bend:…` is the calibration of the whole, which resolvers.scorers.scoring applies.
What is not named counts as it stands, so that without any this is the scorer of fixed weights. What may join by itself
stays what it is: no label gives standing.
"""

from collections.abc import Mapping

import polars as pl

from resolvers.learned.bend import BEND
from resolvers.scorers.fixed_weights import bits_by_comparison, summed_by_pair

INTERCEPT = "intercept"
SHIFT = "shift:"


def scaled_weight(evidence: pl.DataFrame, weights: Mapping[str, float]) -> pl.DataFrame:
    """Scaled and shifted sum of the evidence of each pair in bits.

    Args:
        evidence: PAIR_EVIDENCE.
        weights: See above.

    Returns:
        Columns: reference_l, reference_r, evidence_weight, family_count, has_standing; one row per pair.
    """
    shifts = {name.removeprefix(SHIFT): bits for name, bits in weights.items() if name.startswith(SHIFT)}
    factors = {name: value for name, value in weights.items() if "." in name and not name.startswith((SHIFT, BEND))}

    def changed(level: str, bits: str) -> pl.Expr:
        name = pl.format("{}.{}", "comparison", level)
        factor, shift = name.replace_strict(factors, default=1.0), name.replace_strict(shifts, default=0.0)
        # A side that says nothing has no bits and takes no shift.
        return pl.when(pl.col(bits) != 0.0).then(pl.col(bits) * factor + shift).otherwise(0.0).alias(bits)

    scaled = bits_by_comparison(evidence).with_columns(
        changed("best_level", "bits_for"), changed("worst_level", "bits_against")
    )
    return summed_by_pair(scaled).with_columns(pl.col("evidence_weight") + weights.get(INTERCEPT, 0.0))
