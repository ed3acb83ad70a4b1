"""Names that statements give: observations beside those of platforms and lists."""

import polars as pl

from warehouse.schema.frames import REFERENCE_NAME


def introduced_names(statements: pl.DataFrame) -> pl.DataFrame:
    """Names that people gave themselves or others outright; denials and guesses give none.

    Args:
        statements: STATEMENT.

    Returns:
        **Columns** REFERENCE_NAME: kind self_introduction (the bearer says so; no observer) or called (somebody else
        does; he is the observer). One row per reference, name, kind, observer and thread; sorted.
    """
    of_self = pl.col("subject") == pl.col("said_by")
    given = statements.filter(
        pl.col("kind").is_in(["is_called", "same_person"])
        & pl.col("subject").is_not_null()
        & pl.col("object_name").is_not_null()
        & ~pl.col("is_negated")
        & ~pl.col("is_doubtful")
    ).with_columns(
        name=pl.col("object_name"),
        kind=pl.when(of_self).then(pl.lit("self_introduction")).otherwise(pl.lit("called")),
        observer=pl.when(~of_self).then(pl.col("said_by")),
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
