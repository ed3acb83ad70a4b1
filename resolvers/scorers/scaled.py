"""Sum of the reasons of a pair, each scaled and shifted: part of the scorers `learned`, `em` and `given`.

Weights come as data: `intercept` in bits, `comparison.level` as a factor of the reason's bits, `shift:comparison.level`
as bits added to each such reason; `bend:…` is the calibration of the whole (resolvers.learned.bend). What is not named
counts as it stands, so that without any this is the scorer of fixed weights. Where there is a calibration, the weights
were learned from decisions: pairs none of whose reasons was ever decided on keep theirs. What may join by itself stays
what it is: no label gives standing.
"""

from collections.abc import Mapping

import polars as pl

from resolvers.learned.bend import BEND, Bend
from resolvers.scorers.fixed_weights import bits_by_comparison, summed_by_pair

INTERCEPT = "intercept"
SHIFT = "shift:"
_PAIR = ["reference_l", "reference_r"]


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
    moved = summed_by_pair(scaled).with_columns(pl.col("evidence_weight") + weights.get(INTERCEPT, 0.0))
    if not any(name.startswith(BEND) for name in weights):
        return moved
    bend = Bend.from_settings(weights)
    bent = bend.of(moved["evidence_weight"].to_numpy() + bend.prior) - bend.prior
    named = [pl.format("{}.{}", "comparison", level).is_in(list(factors)) for level in ("best_level", "worst_level")]
    decided_on = scaled.filter(pl.any_horizontal(named)).select(_PAIR).unique()
    plain = summed_by_pair(scaled).join(decided_on, on=_PAIR, how="anti")
    learned = moved.with_columns(evidence_weight=pl.Series(bent)).join(decided_on, on=_PAIR, how="semi")
    return pl.concat([plain, learned]).sort(_PAIR)
