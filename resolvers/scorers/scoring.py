"""From evidence to decisions: prior, probability, thresholds, constraints and judgements.

What is decided by itself (`join`) needs the weight AND a reason with standing AND no cannot-link; all else that reaches
the lead threshold is shown for review. A person's judgement outranks every score.
"""

import polars as pl

from resolvers.contract import LinkSettings
from resolvers.registry import scorers_by_name
from warehouse.schema.frames import SCORED_PAIR

_PAIR = ["reference_l", "reference_r"]
# No machine is surer than this; only a probability that was measured could be.
_MOST_PROBABLE = 0.999


def scored_pairs(
    pairs: pl.DataFrame,
    evidence: pl.DataFrame,
    cannot_links: pl.DataFrame,
    judged_pairs: pl.DataFrame,
    settings: LinkSettings,
) -> pl.DataFrame:
    """Scores and decisions of all candidate pairs and all judged pairs.

    Args:
        pairs: CANDIDATE_PAIR.
        evidence: PAIR_EVIDENCE.
        cannot_links: CANNOT_LINK.
        judged_pairs: JUDGED_PAIR.
        settings: Scorer, prior and thresholds.

    Returns:
        SCORED_PAIR in order of its key.

    Raises:
        KeyError: When the settings name a scorer that does not exist.
    """
    scorer = scorers_by_name()[settings.scorer]
    constrained = cannot_links.filter(pl.col("reason") != "judgement").select(_PAIR).unique()
    everything = pl.concat([pairs.select(_PAIR), judged_pairs.select(_PAIR)]).unique()
    scored = (
        everything.join(scorer.evidence_weight(evidence, settings.scorer_weights), on=_PAIR, how="left")
        .join(constrained.with_columns(is_constrained=pl.lit(value=True)), on=_PAIR, how="left")
        .join(judged_pairs.select(*_PAIR, "judgement"), on=_PAIR, how="left")
        .with_columns(
            match_weight=settings.prior_weight + pl.col("evidence_weight").fill_null(0.0),
            family_count=pl.col("family_count").fill_null(0),
            has_standing=pl.col("has_standing").fill_null(value=False),
            is_constrained=pl.col("is_constrained").fill_null(value=False),
        )
    )
    odds = pl.lit(2.0).pow(pl.col("match_weight").clip(-60.0, 60.0))
    decided = scored.with_columns(
        match_probability=pl.when(pl.col("judgement") == "positive")
        .then(_MOST_PROBABLE)
        .when(pl.col("judgement") == "negative")
        .then(1 - _MOST_PROBABLE)
        .otherwise((odds / (1 + odds)).clip(upper_bound=_MOST_PROBABLE)),
        decided_by=pl.when(pl.col("judgement").is_not_null()).then(pl.lit("judgement")).otherwise(pl.lit(scorer.name)),
        decision=_decision(settings),
    )
    return SCORED_PAIR.conform(decided.sort(_PAIR))


def _decision(settings: LinkSettings) -> pl.Expr:
    """join, lead or apart."""
    weight = pl.col("match_weight")
    joins = (weight >= settings.join_weight) & pl.col("has_standing") & ~pl.col("is_constrained")
    return (
        pl.when(pl.col("judgement") == "positive")
        .then(pl.lit("join"))
        .when(pl.col("judgement") == "negative")
        .then(pl.lit("apart"))
        .when(joins & pl.col("judgement").is_null())
        .then(pl.lit("join"))
        .when((weight >= settings.lead_weight) | (pl.col("judgement") == "unsure"))
        .then(pl.lit("lead"))
        .otherwise(pl.lit("apart"))
    )
