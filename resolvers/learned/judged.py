"""From judgements and reasons to what a model learns from."""

import numpy as np
import polars as pl

from resolvers.learned.fitting import LabelledPairs, NotLearned
from resolvers.scorers.fixed_weights import bits_by_comparison, summed_by_pair

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


def free_to_join(evidence: pl.DataFrame, cannot_links: pl.DataFrame) -> pl.DataFrame:
    """Columns reference_l, reference_r: pairs that weight alone may join, having standing and no seen cannot-link."""
    seen = cannot_links.filter(pl.col("reason") != "judgement").select(_PAIR)
    standing = summed_by_pair(bits_by_comparison(evidence)).filter("has_standing")
    return standing.select(_PAIR).join(seen, on=_PAIR, how="anti")


def labelled_pairs(
    bits: pl.DataFrame,
    judged_pairs: pl.DataFrame,
    groups: pl.DataFrame,
    prior: float,
    free: pl.DataFrame | None = None,
) -> LabelledPairs:
    """The pairs decided same or different that have reasons, with these; unsure ones teach nothing.

    Args:
        bits: Columns reference_l, reference_r, feature, bits.
        judged_pairs: JUDGED_PAIR, or its columns reference_l, reference_r, judgement: the decision in force.
        groups: Columns reference, group: what is held out together; who has none is a group alone.
        prior: Bits of a pair before any reason.
        free: As free_to_join gives it; None: every pair may be joined.

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
    may_join = None
    if free is not None:
        told = decided.join(free.with_columns(is_free=pl.lit(value=True)), on=_PAIR, how="left").sort("row")
        may_join = told["is_free"].fill_null(value=False).to_numpy().astype(bool)
    is_match = decided["is_match"].to_numpy().astype(bool)
    return LabelledPairs(features, matrix, np.full(decided.height, prior), is_match, sides[0], sides[1], may_join)
