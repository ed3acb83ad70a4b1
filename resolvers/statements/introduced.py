"""Names that statements give: observations beside those of platforms and lists."""

import polars as pl

from warehouse.schema.frames import REFERENCE_NAME


def introduced_names(statements: pl.DataFrame, utterances: pl.DataFrame, names: pl.DataFrame) -> pl.DataFrame:
    """Names that people gave themselves or others outright; denials and guesses give none.

    A name is given to who speaks or was shown in that conversation. Who was only found elsewhere in the case may be a
    homonym: the statement ties him as far as it goes, but lends him no name that further links would grow from.

    Args:
        statements: STATEMENT.
        utterances: UTTERANCE; tells who speaks where.
        names: REFERENCE_NAME; tells who was shown where.

    Returns:
        **Columns** REFERENCE_NAME: kind self_introduction (the bearer says so; no observer) or called (somebody else
        does; he is the observer). One row per reference, name, kind, observer and thread; sorted.
    """
    of_self = pl.col("subject") == pl.col("said_by")
    present = pl.concat(
        [utterances.select("thread_id", subject="sender"), names.select("thread_id", subject="reference")]
    )
    is_here = pl.col("is_here").is_not_null() | of_self
    known = statements.join(
        present.drop_nulls().unique().with_columns(is_here=pl.lit(value=True)), on=["thread_id", "subject"], how="left"
    )
    given = (
        known.filter(is_here)
        .filter(
            pl.col("kind").is_in(["is_called", "same_person"])
            & pl.col("subject").is_not_null()
            & pl.col("object_name").is_not_null()
            & ~pl.col("is_negated")
            & ~pl.col("is_doubtful")
        )
        .with_columns(
            name=pl.col("object_name"),
            kind=pl.when(of_self).then(pl.lit("self_introduction")).otherwise(pl.lit("called")),
            observer=pl.when(~of_self).then(pl.col("said_by")),
        )
    )
    key = ["subject", "name", "kind", "observer", "thread_id"]
    rows = (
        given.sort("said_at", "exhibit_id", "locator", "statement_id", nulls_last=True)
        .group_by(key, maintain_order=True)
        .agg(
            observation_count=pl.len(),
            first_seen_at=pl.col("said_at").min(),
            last_seen_at=pl.col("said_at").max(),
            exhibit_id=pl.col("exhibit_id").first(),
            locator=pl.col("locator").first(),
        )
        .sort(key)
        .rename({"subject": "reference"})
    )
    return REFERENCE_NAME.conform(rows)
