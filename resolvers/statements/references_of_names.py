"""Which reference a name in a statement means, where that can be told: one bearer in the thread, else one in the case.

A name borne by two is left open: a homonym resolved by chance would join two people.
"""

import polars as pl

from resolvers.names.alias_form import alias_forms


def with_references(
    claims: pl.DataFrame, talk: pl.DataFrame, references: pl.DataFrame, names: pl.DataFrame
) -> pl.DataFrame:
    """Complete claims with references and the place they were said.

    Args:
        claims: Claims with message_id, kind, subject_name, object_name, is_about_speaker.
        talk: UTTERANCE of people.
        references: REFERENCE.
        names: REFERENCE_NAME.

    Returns:
        **Columns** those of STATEMENT. Claims that join a reference with itself are dropped.
    """
    said = claims.join(
        talk.select(
            "message_id", "thread_id", said_by="sender", said_at="sent_at", exhibit_id="exhibit_id", locator="locator"
        ),
        on="message_id",
    )
    bearers = _bearers(talk, references, names)
    subject = pl.when(pl.col("is_about_speaker")).then(pl.col("said_by"))
    resolved = _resolved(said, bearers, "subject_name", "subject_found")
    resolved = resolved.with_columns(subject=subject.otherwise(pl.col("subject_found")))
    # A speaker who says whom he is, obeys or hands over to means somebody else's reference, never his own.
    resolved = _resolved(resolved, bearers, "object_name", "object", but_not="subject")
    names_nobody = pl.col("kind").is_in(["role_title", "has_account"])
    resolved = resolved.with_columns(object=pl.when(~names_nobody).then(pl.col("object")))
    return resolved.filter(
        pl.col("object").is_null() | pl.col("subject").is_null() | (pl.col("object") != pl.col("subject"))
    )


def _bearers(talk: pl.DataFrame, references: pl.DataFrame, names: pl.DataFrame) -> pl.DataFrame:
    """Who bears which name, and in which threads he is found: alias_form, reference, thread_id (null: the case)."""
    borne = names.select("reference", alias_form=alias_forms(names["name"])).unique()
    present = pl.concat(
        [
            talk.select("thread_id", reference="sender"),
            names.select("thread_id", "reference").drop_nulls(),
            references.select("thread_id", "reference").drop_nulls(),
        ]
    ).unique()
    in_threads = borne.join(present, on="reference").select("alias_form", "reference", "thread_id")
    in_case = borne.select("alias_form", "reference", thread_id=pl.lit(None, dtype=pl.String))
    return pl.concat([in_threads, in_case])


def _resolved(
    said: pl.DataFrame, bearers: pl.DataFrame, name: str, into: str, *, but_not: str | None = None
) -> pl.DataFrame:
    """Add the one reference that bears the name in the statement's thread, else in the case."""
    asked = said.select(
        "statement_id",
        "thread_id",
        alias_form=alias_forms(said[name]),
        excluded=pl.lit(None, dtype=pl.String) if but_not is None else pl.col(but_not),
    ).drop_nulls("alias_form")
    wanted = bearers.join(asked.select("alias_form").unique(), on="alias_form", how="semi")
    local = asked.join(wanted, on=["alias_form", "thread_id"])
    anywhere = asked.join(wanted.filter(pl.col("thread_id").is_null()).drop("thread_id"), on="alias_form")
    only = [
        found.filter(pl.col("excluded").is_null() | (pl.col("reference") != pl.col("excluded")))
        .group_by("statement_id")
        .agg(bearer_count=pl.col("reference").n_unique(), bearer=pl.col("reference").min())
        for found in (local, anywhere)
    ]
    one = pl.col("bearer_count") == 1
    joined = said.join(only[0], on="statement_id", how="left").join(
        only[1], on="statement_id", how="left", suffix="_anywhere"
    )
    return joined.with_columns(
        pl.when(one)
        .then(pl.col("bearer"))
        .when(pl.col("bearer_count").is_null() & (pl.col("bearer_count_anywhere") == 1))
        .then(pl.col("bearer_anywhere"))
        .alias(into)
    ).drop("bearer_count", "bearer", "bearer_count_anywhere", "bearer_anywhere")
