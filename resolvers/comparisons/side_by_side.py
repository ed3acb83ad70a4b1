"""Names that stand side by side on one list: a list of people gives each of them a row."""

import polars as pl

from resolvers.contract import CaseFrames
from resolvers.names.alias_form import alias_forms
from resolvers.registry import name_views

# What is further from a name than its sound, look or stem is shared by many names (initials, accents, meanings).
_FURTHEST = 1


def listed_names(case: CaseFrames) -> pl.DataFrame:
    """Listed references with what a comparison of rows needs.

    Returns:
        Columns: reference, exhibit_id, row, name, alias_form, accounts (of the row, sorted), locator; unique on
        reference.
    """
    accounts = case.listed.group_by("row").agg(accounts=pl.col("account_id").drop_nulls().unique().sort())
    listed = case.listed.with_columns(alias_form=alias_forms(case.listed["name"])).join(accounts, on="row")
    return (
        listed.sort("reference", "locator")
        .unique("reference", keep="first", maintain_order=True)
        .select("reference", "exhibit_id", "row", "name", "alias_form", "accounts", "locator")
    )


def _looks(case: CaseFrames) -> pl.DataFrame:
    """Values under which listed names may be one name twice. Columns: alias_form, value; unique."""
    loose = [view.name for view in name_views().values() if view.distance > _FURTHEST]
    views = case.alias_views.filter(~pl.col("view").is_in(loose)).select("alias_form", "value")
    return views.with_columns(pl.col("value").str.replace_all(" ", "", literal=True)).unique()


def listed_apart(pairs: pl.DataFrame, case: CaseFrames) -> pl.DataFrame:
    """Pairs of listed names in different rows of one list, with no account in common and unlike names.

    Names that are equal, look alike or are read alike in two rows may be one person listed twice, so they say nothing
    either way.

    Returns:
        Columns: reference_l, reference_r, level (roster, or accounts where both rows give an account), value_l,
        value_r, exhibit_id, locator.
    """
    names = listed_names(case)
    left = names.select(
        "exhibit_id",
        "locator",
        reference_l="reference",
        row_l="row",
        value_l="name",
        form_l="alias_form",
        accounts_l="accounts",
    )
    right = names.select(
        "exhibit_id", reference_r="reference", row_r="row", value_r="name", form_r="alias_form", accounts_r="accounts"
    )
    both = (
        pairs.select("reference_l", "reference_r")
        .join(left, on="reference_l")
        .join(right, on=["reference_r", "exhibit_id"])
    )
    looks = _looks(case)
    alike = (
        both.select("reference_l", "reference_r", "form_l", "form_r")
        .join(looks, left_on="form_l", right_on="alias_form")
        .join(looks, left_on=["form_r", "value"], right_on=["alias_form", "value"])
        .select("reference_l", "reference_r")
        .unique()
    )
    both = both.join(alike, on=["reference_l", "reference_r"], how="anti")
    has_both = (pl.col("accounts_l").list.len() > 0) & (pl.col("accounts_r").list.len() > 0)
    shares = pl.col("accounts_l").list.set_intersection("accounts_r").list.len() > 0
    return (
        both.filter((pl.col("row_l") != pl.col("row_r")) & (pl.col("form_l") != pl.col("form_r")) & ~shares)
        .with_columns(level=pl.when(has_both).then(pl.lit("accounts")).otherwise(pl.lit("roster")))
        .select("reference_l", "reference_r", "level", "value_l", "value_r", "exhibit_id", "locator")
    )
