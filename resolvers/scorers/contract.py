"""What a scorer must look like."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True)
class Scorer:
    """A way of adding up the evidence of a pair.

    Attributes:
        name: Scorer name, chosen in LinkSettings.scorer.
        meaning: One sentence for people.
        evidence_weight: PAIR_EVIDENCE and LinkSettings.scorer_weights in; one row per pair out: reference_l,
            reference_r, evidence_weight (bits, without the prior), family_count (families that speak for the pair),
            has_standing (whether some evidence is of a kind that may join by itself).
    """

    name: str
    meaning: str
    evidence_weight: Callable[[pl.DataFrame, Mapping[str, float]], pl.DataFrame]
