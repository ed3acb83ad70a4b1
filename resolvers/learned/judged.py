"""From judgements and reasons to what a model learns from."""

import numpy as np
import polars as pl

from resolvers.learned.fitting import LabelledPairs, NotLearned
from resolvers.scorers.fixed_weights import bits_by_comparison

_PAIR = ["reference_l", "reference_r"]


def evidence_bits(evidence: pl.DataFrame) -> pl.DataFrame:
    """Reasons of pairs in the shape that is scaled.

    Args:
        evidence: PAIR_EVIDENCE.

    Returns:
        Columns reference_l, reference_r, feature (`comparison.level`), bits; at most two rows a pair and comparison,
        one for and one against, repetition capped as the fixed weights cap it.
    """
    by_comparison = bits_by_comparison(evidence)
    sides = [
        by_comparison.select(*_PAIR, feature=pl.format("{}.{}", "comparison", level), bits=bits)
        for level, bits in (("best_level", "bits_for"), ("worst_level", "bits_against"))
    ]
    return pl.concat(sides).filter(pl.col("bits") != 0.0).sort(*_PAIR, "feature")


def labelled_pairs(bits: pl.DataFrame, judged_pairs: pl.DataFrame, groups: pl.DataFrame, prior: float) -> LabelledPairs:
    """The pairs decided same or different that have reasons, with these; unsure ones teach nothing.

    Args:
        bits: Columns reference_l, reference_r, feature, bits.
        judged_pairs: JUDGED_PAIR, or its columns reference_l, reference_r, judgement: the decision in force.
        groups: Columns reference, group: what is held out together; who has none is a group alone.
        prior: Bits of a pair before any reason.

    Raises:
        NotLearned: When nothing was decided.
    """
    decided = (
        judged_pairs.filter(pl.col("judgement").is_in(["positive", "negative"]))
        .select(*_PAIR, is_match=pl.col("judgement") == "positive")
        .unique(_PAIR)
        .join(bits.select(_PAIR).unique(), on=_PAIR, how="semi")
        .sort(_PAIR)
        .with_row_index("row")
    )
    if decided.is_empty():
        raise NotLearned("no pair with a reason for or against was decided yet; decide some with `steelnail judge`")
    known = bits.join(decided, on=_PAIR)
    features = tuple(known["feature"].unique().sort())
    place = {name: at for at, name in enumerate(features)}
    matrix = np.zeros((decided.height, len(features)))
    columns = known["feature"].replace_strict(place, return_dtype=pl.Int64).to_numpy()
    np.add.at(matrix, (known["row"].to_numpy(), columns), known["bits"].to_numpy())
    sides = []
    for side in _PAIR:
        named = decided.select("row", reference=side).join(groups, on="reference", how="left").sort("row")
        sides.append(named["group"].fill_null(pl.format("alone {}", named["reference"])).to_numpy().astype(np.str_))
    return LabelledPairs(
        features, matrix, np.full(decided.height, prior), decided["is_match"].to_numpy().astype(bool), *sides
    )
