"""Scorer: fixed match weights, added up in bits with a cap on repetition.

Naive Bayes over comparisons (Fellegi & Sunter 1969): weights of different comparisons add. Rows of ONE comparison are
no independent witnesses (three shared numbers may come from one address book), so the strongest counts in full and all
further ones together at most _REPETITION_CAP. Known limit: dependence between comparisons is not modelled.
"""

from collections.abc import Mapping

import polars as pl

from resolvers.scorers.contract import Scorer

# Three bits, eight to one: what a second independent look at the same kind of evidence is worth at best.
_REPETITION_CAP = 3.0
# Comparisons and levels that propose but never join, alone or together: likeness of names, reused handles, registration
# data, shared addresses and devices, style and rhythm. A join needs at least one reason beside them.
_WITHOUT_STANDING = (
    "name_equal",
    "name_similar",
    "pinyin_equal",
    "remark_matches.own_name",
    "remark_matches.listed",
    "remark_matches.two_observers",
    "shared_company.few_of_many",
    "statement_is_called.ambiguous",
    "statement_same_person.ambiguous",
    "statement_is_called.elsewhere",
    "statement_same_person.elsewhere",
    "statement_is_called.doubtful",
    "statement_same_person.doubtful",
    "statement_has_account.elsewhere",
    "statement_has_account.doubtful",
    "shared_company.lists",
    "shared_company.namesake",
    "shared_company.part",
    "shared_company.one_of_few",
    "shared_company.meaning_of_many",
    "same_handle_other_log.other_log",
    "same_handle_other_log.generic",
    "shared_selector.registration",
    "shared_selector.ip",
    "shared_selector.device",
    "shared_selector.said",
    "succession.possible",
)
# A reason has standing from three bits on: less is a hint.
_LEAST_STANDING = 3.0


def bits_by_comparison(evidence: pl.DataFrame) -> pl.DataFrame:
    """What each comparison says about a pair: its strongest reason for in full and against in full, others capped.

    Args:
        evidence: PAIR_EVIDENCE.

    Returns:
        Columns: reference_l, reference_r, family, comparison, bits_for, bits_against (never above 0), best_level,
        worst_level (of the strongest reason for and against), standing; one row per pair and comparison, in order.
    """
    positive = pl.col("weight").clip(lower_bound=0)
    negative = pl.col("weight").clip(upper_bound=0)
    bare = list(_WITHOUT_STANDING)
    level = pl.format("{}.{}", "comparison", "level")
    standing = ~(pl.col("comparison").is_in(bare) | level.is_in(bare)) & (pl.col("weight") >= _LEAST_STANDING)
    return (
        evidence.with_columns(positive=positive, negative=negative, standing=standing)
        .sort("weight", "level")
        .group_by("reference_l", "reference_r", "family", "comparison")
        .agg(
            best=pl.col("positive").max(),
            further=(pl.col("positive").sum() - pl.col("positive").max()).clip(upper_bound=_REPETITION_CAP),
            worst=pl.col("negative").min(),
            against=(pl.col("negative").sum() - pl.col("negative").min()).clip(lower_bound=-_REPETITION_CAP),
            best_level=pl.col("level").last(),
            worst_level=pl.col("level").first(),
            standing=pl.col("standing").any(),
        )
        .with_columns(bits_for=pl.col("best") + pl.col("further"), bits_against=pl.col("worst") + pl.col("against"))
        .drop("best", "further", "worst", "against")
        .sort("reference_l", "reference_r", "comparison")
    )


def summed_by_pair(by_comparison: pl.DataFrame) -> pl.DataFrame:
    """Sum of the bits of each pair.

    Args:
        by_comparison: What bits_by_comparison gives; bits may have been scaled.

    Returns:
        Columns: reference_l, reference_r, evidence_weight, family_count, has_standing; one row per pair.
    """
    by_family = (
        by_comparison.with_columns(bits=pl.col("bits_for") + pl.col("bits_against"))
        .group_by("reference_l", "reference_r", "family", maintain_order=True)
        .agg(pl.col("bits").sum(), pl.col("standing").any())
    )
    return (
        by_family.sort("reference_l", "reference_r", "family")
        .group_by("reference_l", "reference_r", maintain_order=True)
        .agg(
            evidence_weight=pl.col("bits").sum(),
            # A family speaks for the pair from one bit on.
            family_count=(pl.col("bits") >= 1.0).sum().cast(pl.Int64),
            has_standing=pl.col("standing").any(),
        )
    )


def evidence_weight(evidence: pl.DataFrame, weights: Mapping[str, float]) -> pl.DataFrame:
    """Sum of the evidence of each pair in bits.

    Args:
        evidence: PAIR_EVIDENCE.
        weights: Nothing; the bits stand in the evidence.

    Returns:
        Columns: reference_l, reference_r, evidence_weight, family_count, has_standing; one row per pair.
    """
    del weights
    return summed_by_pair(bits_by_comparison(evidence))


SCORER = Scorer("fixed_weights", "Fixed weights in bits, added up; repetition is capped.", evidence_weight)
