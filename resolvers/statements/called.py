"""Called references: people who are only spoken of. A boss without an account is a node too."""

import polars as pl

from resolvers.names.alias_form import alias_forms
from warehouse.schema.frames import REFERENCE, REFERENCE_NAME
from warehouse.schema.ids import called_reference


def called_references(
    statements: pl.DataFrame, references: pl.DataFrame, names: pl.DataFrame, utterances: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """References for names that statements speak of and nobody in the thread, nor any list of the case, bears.

    Args:
        statements: STATEMENT.
        references: REFERENCE without called ones.
        names: REFERENCE_NAME of those.
        utterances: UTTERANCE; tells who takes part in which thread.

    Returns:
        REFERENCE rows of kind called and REFERENCE_NAME rows of kind called, one per thread and alias form, sorted.
        The name is as written first.
    """
    spoken = _spoken_of(statements)
    borne = _borne(references, names, utterances)
    unborne = spoken.join(borne.drop_nulls("thread_id"), on=["alias_form", "thread_id"], how="anti").join(
        borne.filter(pl.col("thread_id").is_null()), on="alias_form", how="anti"
    )
    rows = (
        unborne.sort("said_at", "exhibit_id", "locator", "name", nulls_last=True)
        .group_by("thread_id", "alias_form", maintain_order=True)
        .agg(
            name=pl.col("name").first(),
            observation_count=pl.len(),
            first_seen_at=pl.col("said_at").min(),
            last_seen_at=pl.col("said_at").max(),
            exhibit_id=pl.col("exhibit_id").first(),
            locator=pl.col("locator").first(),
        )
        .sort("thread_id", "alias_form")
    )
    ids = [called_reference(scope, form) for scope, form in rows.select("thread_id", "alias_form").iter_rows()]
    made = rows.with_columns(
        reference=pl.Series(ids, dtype=pl.String),
        kind=pl.lit("called"),
        is_owner=pl.lit(False),
        message_count=pl.lit(0),
    )
    return REFERENCE.conform(made).sort("reference"), REFERENCE_NAME.conform(made).sort("reference", "name")


def _spoken_of(statements: pl.DataFrame) -> pl.DataFrame:
    """Names in statements that are no titles and were not resolved to a reference."""
    place = ["thread_id", "said_at", "exhibit_id", "locator"]
    # A denied or doubted "锤子是钢钉" still speaks of both. Names a speaker gives himself are his own.
    about_other = statements.filter(pl.col("subject").is_null() & pl.col("subject_name").is_not_null())
    stated = statements.filter(
        ~pl.col("kind").is_in(["role_title", "has_account"])
        & pl.col("object_name").is_not_null()
        & pl.col("object").is_null()
        & ~(
            pl.col("kind").is_in(["is_called", "same_person"])
            & (pl.col("subject") == pl.col("said_by")).fill_null(value=False)
        )
    )
    both = pl.concat(
        [
            about_other.select(pl.col("subject_name").alias("name"), *place),
            stated.select(pl.col("object_name").alias("name"), *place),
        ]
    )
    return both.with_columns(alias_form=alias_forms(both["name"])).filter(pl.col("alias_form") != "")


def _borne(references: pl.DataFrame, names: pl.DataFrame, utterances: pl.DataFrame) -> pl.DataFrame:
    """Which names are borne where: alias_form and thread_id, null for names on lists, which hold for the whole case."""
    borne = names.select("reference", "thread_id", alias_form=alias_forms(names["name"]))
    present = utterances.select("thread_id", reference="sender").drop_nulls().unique()
    listed = references.filter(pl.col("kind") == "listed").select("reference")
    return pl.concat(
        [
            borne.drop_nulls("thread_id").select("alias_form", "thread_id"),
            borne.drop("thread_id").join(present, on="reference").select("alias_form", "thread_id"),
            borne.drop("thread_id")
            .join(references.select("reference", "thread_id").drop_nulls(), on="reference")
            .select("alias_form", "thread_id"),
            borne.join(listed, on="reference", how="semi").select(
                "alias_form", thread_id=pl.lit(None, dtype=pl.String)
            ),
        ]
    ).unique()
