"""Names that meet under a looser view than their alias form: sound, look or stem."""

import polars as pl

from resolvers.contract import CaseFrames
from resolvers.names.borne import borne_names


def view_values(case: CaseFrames, views: tuple[str, ...], *, with_form: bool) -> pl.DataFrame:
    """Values of the given views for every borne name that says something.

    Args:
        case: The case.
        views: Names of views.
        with_form: Whether the alias form itself is a value too, so that 'chuizi' meets 锤子.

    Returns:
        Columns: reference, alias_form, value (without spaces), thread_id, home_thread_id; unique.
    """
    seen = case.alias_views.filter(pl.col("view").is_in(list(views))).select("alias_form", "value")
    if with_form:
        own = case.alias_views.filter(pl.col("view") == "form").select("alias_form", value=pl.col("alias_form"))
        seen = pl.concat([seen, own])
    seen = seen.with_columns(pl.col("value").str.replace_all(" ", "", literal=True)).unique()
    return (
        borne_names(case)
        .filter(~pl.col("is_generic"))
        .select("reference", "alias_form", "thread_id", "home_thread_id")
        .unique()
        .join(seen, on="alias_form")
        .select("reference", "alias_form", "value", "thread_id", "home_thread_id")
    )
