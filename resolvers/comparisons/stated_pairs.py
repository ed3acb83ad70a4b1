"""Statements on who somebody is, as pairs of references: names are resolved to those who bear them."""

import polars as pl

from resolvers.contract import CaseFrames
from resolvers.names.alias_form import alias_forms
from resolvers.names.borne import bearers_by_scope, borne_names
from resolvers.names.lexicon import lexicon

_KINDS = ("is_called", "same_person", "hand_over")
# A name that more than this many bear in one thread points at nobody; one statement must not tie a crowd.
_MOST_BEARERS = 3
# Across the case a name has to point at a single person's handful of accounts to be followed at all.
_MOST_BEARERS_ELSEWHERE = 4


def _with_bearers(statements: pl.DataFrame, case: CaseFrames, side: str) -> pl.DataFrame:
    """The statements with column `{side}_reference`: the reference named, or every bearer of the name.

    `{side}_reach` tells how the reference was found: named (by id), thread (bears the name there) or case.
    """
    direct = statements.filter(pl.col(side).is_not_null()).with_columns(
        pl.col(side).alias(f"{side}_reference"), pl.lit("named").alias(f"{side}_reach")
    )
    by_name = statements.filter(pl.col(side).is_null() & pl.col(f"{side}_form").is_not_null())
    in_thread = bearers_by_scope(case).rename({"alias_form": f"{side}_form", "reference": f"{side}_reference"})
    in_thread = in_thread.filter(pl.len().over("thread_id", f"{side}_form") <= _MOST_BEARERS)
    near = by_name.join(in_thread, on=["thread_id", f"{side}_form"]).with_columns(
        pl.lit("thread").alias(f"{side}_reach")
    )
    anywhere = (
        borne_names(case)
        .filter(~pl.col("is_generic") & pl.col("home_thread_id").is_null())
        .select(pl.col("alias_form").alias(f"{side}_form"), pl.col("reference").alias(f"{side}_reference"))
        .unique()
    )
    anywhere = anywhere.filter(pl.len().over(f"{side}_form") <= _MOST_BEARERS_ELSEWHERE)
    far = by_name.join(anywhere, on=f"{side}_form").join(
        near.select("statement_id", f"{side}_reference"), on=["statement_id", f"{side}_reference"], how="anti"
    )
    far = far.with_columns(pl.lit("case").alias(f"{side}_reach"))
    columns = [*statements.columns, f"{side}_reference", f"{side}_reach"]
    return pl.concat([direct.select(columns), near.select(columns), far.select(columns)])


def stated_pairs(case: CaseFrames) -> pl.DataFrame:
    """Statements of identity as pairs of references.

    Returns:
        One row per statement and pair, Columns: statement_id, kind, left, right, reach (thread: both sides were named
        or bear the name in that thread; case: found by name elsewhere in the case), value_left, value_right (the name
        as said, else null), is_negated, is_doubtful, is_self_said (said by one of the two), said_by, thread_id,
        exhibit_id, locator.
    """
    generic = pl.Series(sorted(lexicon("generic_names.txt")), dtype=pl.String).implode()
    statements = case.statements.filter(pl.col("kind").is_in(_KINDS))
    statements = statements.with_columns(
        subject_form=alias_forms(statements["subject_name"]), object_form=alias_forms(statements["object_name"])
    ).with_columns(
        pl.when(~pl.col(form).is_in(generic) & (pl.col(form) != "")).then(pl.col(form)).alias(form)
        for form in ("subject_form", "object_form")
    )
    sided = _with_bearers(_with_bearers(statements, case, "subject"), case, "object")
    known = case.references["reference"].implode()
    return (
        sided.filter(
            (pl.col("subject_reference") != pl.col("object_reference"))
            & pl.col("subject_reference").is_in(known)
            & pl.col("object_reference").is_in(known)
        )
        .with_columns(
            reach=pl.when((pl.col("subject_reach") == "case") | (pl.col("object_reach") == "case"))
            .then(pl.lit("case"))
            .otherwise(pl.lit("thread")),
            is_self_said=(
                (pl.col("said_by") == pl.col("subject_reference")) | (pl.col("said_by") == pl.col("object_reference"))
            ).fill_null(value=False),
        )
        .select(
            "statement_id",
            "kind",
            pl.col("subject_reference").alias("left"),
            pl.col("object_reference").alias("right"),
            "reach",
            pl.col("subject_name").alias("value_left"),
            pl.col("object_name").alias("value_right"),
            "is_negated",
            "is_doubtful",
            "is_self_said",
            "said_by",
            "thread_id",
            "exhibit_id",
            "locator",
        )
        .sort("statement_id", "left", "right")
    )
