"""Accounts that changed hands, divided: one reference for each operator's period, and what was known of the whole.

What has a time goes to the period it falls in, what has none to the first; a name goes to the period in which it was
first seen, since the old one lingers after the hand is new, and a name without a time to the period that bears it too,
else to the last, whose operator the platform or phone shows at the end. A statement on somebody by name is one on the
period that bears the name, whenever it was made.

A person's judgement on the account as a whole outranks the machine: such an account stays one.
"""

import polars as pl

from resolvers.contract import CaseFrames
from resolvers.names.alias_form import alias_forms
from warehouse.schema.frames import HAND_OVER, REFERENCE, REFERENCE_NAME, STATEMENT
from warehouse.schema.ids import open_period_reference


def hand_over_rows(found: pl.DataFrame, references: pl.DataFrame, judged_pairs: pl.DataFrame) -> pl.DataFrame:
    """Changes of hands with the references that they make.

    Args:
        found: As resolvers.behaviour.hand_overs.hand_overs gives them.
        references: REFERENCE, undivided.
        judged_pairs: JUDGED_PAIR; whoever a person joined or told apart is not divided.

    Returns:
        HAND_OVER in order of its key.
    """
    decided = judged_pairs.filter(pl.col("judgement") != "unsure")
    kept_whole = pl.concat([decided["reference_l"], decided["reference_r"]]).unique()
    rows = found.join(references.select("reference", "account_id"), on="reference", maintain_order="left")
    split = pl.col("is_split") & ~pl.col("reference").is_in(kept_whole.implode())
    accounts, times = rows["account_id"].to_list(), rows["at"].to_list()
    pairs = list(zip(accounts, times, strict=True))
    return HAND_OVER.conform(
        rows.with_columns(
            is_split=split,
            happened_at="at",
            reference_before=pl.Series([open_period_reference(a, None, at) for a, at in pairs], dtype=pl.String),
            reference_after=pl.Series([open_period_reference(a, at, None) for a, at in pairs], dtype=pl.String),
        ).sort("reference")
    )


def divided(case: CaseFrames, passed: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """References, names and statements with each account that changed hands divided.

    Args:
        case: The case, undivided.
        passed: HAND_OVER; rows that do not split say nothing here.

    Returns:
        REFERENCE, REFERENCE_NAME, STATEMENT.
    """
    cuts = passed.filter("is_split").select(
        "reference", "reference_before", "reference_after", cut="happened_at", first_after="exhibit_id", at="locator"
    )
    names = _divided_names(case.names, cuts)
    return _divided_references(case, cuts), names, _divided_statements(case.statements, names, cuts)


def in_period(frame: pl.DataFrame, column: str, time: str, cuts: pl.DataFrame) -> pl.DataFrame:
    """The frame with a column of references moved to the period in which a time falls; without a time to the first.

    Args:
        frame: Any frame.
        column: Column of references.
        time: Column of times.
        cuts: Columns reference, reference_before, reference_after, cut.
    """
    table = cuts.select("reference_before", "reference_after", "cut", **{column: "reference"})
    is_after = (pl.col(time) >= pl.col("cut")).fill_null(value=False)
    period = pl.when(is_after).then("reference_after").otherwise("reference_before")
    return (
        frame.join(table, on=column, how="left", maintain_order="left")
        .with_columns(pl.when(pl.col("cut").is_null()).then(column).otherwise(period).alias(column))
        .select(frame.columns)
    )


def _divided_references(case: CaseFrames, cuts: pl.DataFrame) -> pl.DataFrame:
    whole = case.references.join(cuts.select("reference"), on="reference", how="anti")
    split = case.references.join(cuts, on="reference")
    told = in_period(
        case.utterances.join(cuts.select(sender="reference"), on="sender", how="semi"), "sender", "sent_at", cuts
    )
    seen = told.group_by("sender").agg(
        seen_from=pl.min("sent_at"), seen_until=pl.max("sent_at"), told=pl.len().cast(pl.Int64)
    )
    before = split.with_columns(reference="reference_before")
    after = split.with_columns(reference="reference_after", exhibit_id="first_after", locator="at")
    parts = pl.concat([before, after]).join(seen, left_on="reference", right_on="sender", how="left")
    is_first = pl.col("reference") == pl.col("reference_before")
    parts = parts.with_columns(
        # What was seen without words (a join, a contact) widens the outer ends of the account's time.
        first_seen_at=pl.when(is_first).then(pl.min_horizontal("first_seen_at", "seen_from")).otherwise("cut"),
        last_seen_at=pl.when(is_first).then("seen_until").otherwise(pl.max_horizontal("last_seen_at", "seen_until")),
        message_count=pl.col("told").fill_null(0),
    )
    return REFERENCE.conform(pl.concat([whole, parts.select(whole.columns)]).sort("reference"))


def _divided_names(names: pl.DataFrame, cuts: pl.DataFrame) -> pl.DataFrame:
    seen = names.join(cuts, on="reference", how="semi")
    seen = seen.with_columns(form=alias_forms(seen["name"]))
    rest = names.join(cuts.select("reference"), on="reference", how="anti")
    # A phone goes on showing the old remark in new conversations: what counts is when the name came up at all.
    came_up = seen.with_columns(came_up=pl.col("first_seen_at").min().over("reference", "form"))
    dated = in_period(came_up.filter(pl.col("first_seen_at").is_not_null()), "reference", "came_up", cuts)
    undated = seen.filter(pl.col("first_seen_at").is_null()).join(
        cuts.select("reference", "reference_before", "reference_after"), on="reference", maintain_order="left"
    )
    borne = dated.select("reference", "form").unique()
    for period in ("before", "after"):
        marked = borne.rename({"reference": f"reference_{period}"}).with_columns(
            pl.lit(value=True).alias(f"in_{period}")
        )
        undated = undated.join(marked, on=[f"reference_{period}", "form"], how="left", maintain_order="left")
    is_first = pl.col("in_before").fill_null(value=False) & ~pl.col("in_after").fill_null(value=False)
    placed = undated.with_columns(reference=pl.when(is_first).then("reference_before").otherwise("reference_after"))
    moved = pl.concat([rest, dated.select(names.columns), placed.select(names.columns)])
    return REFERENCE_NAME.conform(in_period(moved, "observer", "last_seen_at", cuts))


def _divided_statements(statements: pl.DataFrame, names: pl.DataFrame, cuts: pl.DataFrame) -> pl.DataFrame:
    moved = in_period(statements, "said_by", "said_at", cuts)
    periods = pl.concat([cuts["reference_before"], cuts["reference_after"]])
    borne = names.filter(pl.col("reference").is_in(periods.implode()))
    borne = borne.select(period="reference", form=alias_forms(borne["name"])).unique()
    for side, name in (("subject", "subject_name"), ("object", "object_name")):
        moved = _by_name(moved, side, name, borne, cuts)
        moved = in_period(moved, side, "said_at", cuts)
    return STATEMENT.conform(moved)


def _by_name(moved: pl.DataFrame, side: str, name: str, borne: pl.DataFrame, cuts: pl.DataFrame) -> pl.DataFrame:
    """The statements with a side moved to the one period that bears the name it is called by there."""
    called = moved.join(cuts.select(pl.col("reference").alias(side)), on=side, how="semi").drop_nulls(name)
    called = called.select("statement_id", side, form=alias_forms(called[name]))
    found = []
    for period in ("reference_before", "reference_after"):
        asked = called.join(cuts.select(pl.col("reference").alias(side), period=period), on=side)
        found.append(asked.join(borne, on=["period", "form"], how="semi").select("statement_id", "period"))
    only = pl.concat(found).filter(pl.len().over("statement_id") == 1)
    return (
        moved.join(only, on="statement_id", how="left", maintain_order="left")
        .with_columns(pl.coalesce("period", side).alias(side))
        .select(moved.columns)
    )
