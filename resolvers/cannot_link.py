"""Pairs that must not become one entity, worked out before any likeness is looked at.

Two that talk to each other, stand side by side on a list of people, write side by side under one name, were told apart
by a speaker, or by a judgement. A server's rename lifts the first four within its own chain: the server knows that
it is one connection, whatever a name was taken for before or after.
"""

import polars as pl

from resolvers.comparisons.side_by_side import listed_apart, listed_names
from resolvers.comparisons.stated_evidence import denied_pairs
from resolvers.components import component_labels
from resolvers.contract import CaseFrames
from resolvers.judged import denied_names
from resolvers.namesakes import namesakes
from resolvers.talk import exchanges
from warehouse.schema.frames import CANNOT_LINK

# Two that address or answer each other twice are two: one misread name happens, two between the same pair hardly.
_LEAST_EXPLICIT = 2
# Close alternation is weaker: in a busy group chance neighbours come about, three times A-B-A do not.
_LEAST_TURNS = 3
# All pairs of a list grow with its square; a list of people longer than this is an address dump, where only candidate
# pairs are told apart (comparison listed_side_by_side).
_LONGEST_LIST = 400
_COLUMNS = ["reference_l", "reference_r", "reason", "observation_count", "exhibit_id", "locator"]


def _talking(case: CaseFrames) -> pl.DataFrame:
    talk = exchanges(case).with_columns(observation_count=pl.col("explicit_count") + pl.col("alternation_count"))
    return talk.filter(
        (pl.col("explicit_count") >= _LEAST_EXPLICIT) | (pl.col("observation_count") >= _LEAST_TURNS)
    ).with_columns(reason=pl.lit("talk_to_each_other"))


def _side_by_side(case: CaseFrames) -> pl.DataFrame:
    names = listed_names(case)
    short = names.filter(pl.len().over("exhibit_id") <= _LONGEST_LIST).select("exhibit_id", "reference")
    pairs = short.join(short, on="exhibit_id", suffix="_r").filter(pl.col("reference") < pl.col("reference_r"))
    apart = listed_apart(pairs.select(reference_l="reference", reference_r="reference_r"), case)
    # Two rows with an account each may be one person's two accounts: that is left to the evidence.
    roster = apart.filter(pl.col("level") == "roster")
    return roster.with_columns(reason=pl.lit("listed_side_by_side"), observation_count=pl.lit(1, dtype=pl.Int64))


def _namesakes(case: CaseFrames) -> pl.DataFrame:
    """Two of one name who write in one conversation side by side."""
    beside = namesakes(case).filter(pl.col("relation") == "side_by_side")
    return beside.unique(["reference_l", "reference_r"], keep="first", maintain_order=True).with_columns(
        reason=pl.lit("namesakes_side_by_side"), observation_count=pl.col("messages")
    )


def _denied(case: CaseFrames) -> pl.DataFrame:
    denied = denied_pairs(case).filter(~pl.col("is_doubtful"))
    return (
        denied.sort("reference_l", "reference_r", "exhibit_id", "locator")
        .group_by("reference_l", "reference_r", maintain_order=True)
        .agg(observation_count=pl.len().cast(pl.Int64), exhibit_id=pl.first("exhibit_id"), locator=pl.first("locator"))
        .with_columns(reason=pl.lit("stated_not_same"))
    )


def _judged(case: CaseFrames) -> pl.DataFrame:
    return case.judged_pairs.filter(pl.col("judgement") == "negative").select(
        "reference_l",
        "reference_r",
        reason=pl.lit("judgement"),
        observation_count=pl.lit(1, dtype=pl.Int64),
        exhibit_id=pl.lit(None, dtype=pl.String),
        locator=pl.lit(None, dtype=pl.String),
    )


def _judged_names(case: CaseFrames) -> pl.DataFrame:
    return denied_names(case).with_columns(
        reason=pl.lit("judgement"),
        observation_count=pl.lit(1, dtype=pl.Int64),
        exhibit_id=pl.lit(None, dtype=pl.String),
        locator=pl.lit(None, dtype=pl.String),
    )


def _handed_over(case: CaseFrames) -> pl.DataFrame:
    """The two sides of an account that was divided since it changed hands."""
    whole = case.references.filter((pl.col("kind") == "account") & pl.col("thread_id").is_null())
    sides = whole.filter(pl.len().over("account_id") > 1).select("account_id", "reference", "exhibit_id", "locator")
    return (
        sides.join(sides.select("account_id", reference_l="reference"), on="account_id")
        .filter(pl.col("reference_l") < pl.col("reference"))
        .select(
            "reference_l",
            reference_r="reference",
            reason=pl.lit("handed_over"),
            observation_count=pl.lit(1, dtype=pl.Int64),
            exhibit_id="exhibit_id",
            locator="locator",
        )
    )


def _unless_renamed(found: pl.DataFrame, case: CaseFrames) -> pl.DataFrame:
    """The rows but those inside one chain of renames."""
    chains = component_labels(case.renames.select(left="reference_old", right="reference_new"))
    lifted = (
        found.join(chains.rename({"reference": "reference_l", "component": "chain_l"}), on="reference_l", how="left")
        .join(chains.rename({"reference": "reference_r", "component": "chain_r"}), on="reference_r", how="left")
        .filter((pl.col("chain_l") != pl.col("chain_r")).fill_null(value=True))
    )
    return lifted.select(_COLUMNS)


def cannot_links(case: CaseFrames) -> pl.DataFrame:
    """All pairs of the case that are different people.

    Args:
        case: The case before linking.

    Returns:
        CANNOT_LINK in order of its key. Positive judgements are not subtracted here: clustering lets them pass.
    """
    read = pl.concat(
        [frame.select(_COLUMNS) for frame in (_talking(case), _side_by_side(case), _namesakes(case), _denied(case))]
    )
    found = pl.concat(
        [
            _unless_renamed(read, case),
            *(frame.select(_COLUMNS) for frame in (_handed_over(case), _judged(case), _judged_names(case))),
        ]
    ).unique(["reference_l", "reference_r", "reason"], keep="first", maintain_order=True)
    return CANNOT_LINK.conform(found.sort("reference_l", "reference_r", "reason"))
