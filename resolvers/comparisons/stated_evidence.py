"""Evidence from statements of identity: levels by who said it, how surely, and how its names were resolved."""

import polars as pl

from resolvers.comparisons.sides import among, evidence_rows, oriented
from resolvers.comparisons.stated_pairs import stated_pairs
from resolvers.contract import CaseFrames
from resolvers.names.borne import labels


def stated_evidence(pairs: pl.DataFrame, case: CaseFrames, kind: str) -> pl.DataFrame:
    """Affirmed statements of one kind as rows of a comparison.

    Levels: doubtful; elsewhere (a name was resolved somewhere in the case); ambiguous (a
    name means several there); beside (both go on speaking there);
    self_said, said_by_other, and both in_circle (resolved among the acquaintances of the conversation). Each further
    speaker that says the same adds a bit for each doubling, since people of one chat repeat each other.
    """
    said = stated_pairs(case, [kind]).filter(~pl.col("is_negated"))
    level = (
        pl.when("is_doubtful")
        .then(pl.lit("doubtful"))
        .when(pl.col("reach") == "case")
        .then(pl.lit("elsewhere"))
        .when("is_ambiguous")
        .then(pl.lit("ambiguous"))
        .when("is_beside")
        .then(pl.lit("beside"))
        .when((pl.col("reach") == "circle") & pl.col("is_self_said"))
        .then(pl.lit("self_said_in_circle"))
        .when(pl.col("reach") == "circle")
        .then(pl.lit("said_in_circle"))
        .when("is_self_said")
        .then(pl.lit("self_said"))
        .otherwise(pl.lit("said_by_other"))
    )
    said = said.with_columns(is_one_of_several=pl.len().over("statement_id") > 1)
    rows = among(oriented(labelled(said, case).with_columns(level=level)), pairs)
    counted = (
        rows.sort("exhibit_id", "locator")
        .group_by("reference_l", "reference_r", "level", maintain_order=True)
        .agg(
            pl.col("value_l", "value_r", "exhibit_id", "locator").first(),
            count=pl.col("said_by").n_unique().cast(pl.Int64),
            is_one_of_several=pl.col("is_one_of_several").all(),
        )
    )
    # A question and the answer to it are one exchange, not two witnesses.
    affirmed = counted.filter(pl.col("level") != "doubtful").select("reference_l", "reference_r")
    is_answered = counted.filter(pl.col("level") == "doubtful").join(
        affirmed, on=["reference_l", "reference_r"], how="semi"
    )
    counted = counted.join(is_answered, on=["reference_l", "reference_r", "level"], how="anti", maintain_order="left")
    # Who is named in a circle of acquaintances may be a homonym for one speaker, but hardly for a second one as well.
    doubling = pl.when(pl.col("level").str.ends_with("said_in_circle")).then(2.0).otherwise(1.0)
    # "I am hammer" to somebody who knows several of that name: one more sign is asked for.
    several = (
        pl.when((pl.col("level") == "self_said_in_circle") & pl.col("is_one_of_several")).then(-1.0).otherwise(0.0)
    )
    return evidence_rows(counted.with_columns(adjustment=pl.col("count").cast(pl.Float64).log(2) * doubling + several))


def denied_pairs(case: CaseFrames) -> pl.DataFrame:
    """Statements that deny that two are one: stated_pairs' columns, oriented."""
    said = stated_pairs(case).filter(
        pl.col("is_negated") & (pl.col("kind") != "hand_over") & (pl.col("reach") == "thread")
    )
    return oriented(labelled(said, case))


def labelled(said: pl.DataFrame, case: CaseFrames) -> pl.DataFrame:
    """The statements with a shown name on both sides, where they named a reference by its id only.

    Args:
        said: Statements as pairs: left, right, value_left, value_right.
        case: The case.
    """
    named = labels(case)
    return (
        said.join(named.rename({"reference": "left", "label": "label_left"}), on="left", how="left")
        .join(named.rename({"reference": "right", "label": "label_right"}), on="right", how="left")
        .with_columns(
            value_left=pl.coalesce("value_left", "label_left"), value_right=pl.coalesce("value_right", "label_right")
        )
    )
