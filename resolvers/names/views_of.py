"""All views of all names of a case: what who_is looks up and what blocking and comparisons meet on."""

from collections.abc import Collection

import polars as pl

from resolvers.names.alias_form import alias_forms
from resolvers.registry import name_views
from warehouse.schema.frames import ALIAS_VIEW


def alias_views(names: pl.DataFrame, only: Collection[str] | None = None) -> pl.DataFrame:
    """Views of every alias form.

    Args:
        names: REFERENCE_NAME.
        only: Names of the views that are wanted; by default all.

    Returns:
        ALIAS_VIEW, ordered by its key; work grows with unique names only.
    """
    unique = names.select("name").unique().sort("name")
    unique = unique.with_columns(alias_form=alias_forms(unique["name"])).filter(pl.col("alias_form") != "")
    if unique.is_empty():
        return ALIAS_VIEW.empty_frame()
    seen = [
        view.values(unique).select("alias_form", view=pl.lit(view.name), value=pl.col("value").str.to_lowercase())
        for view in name_views().values()
        if only is None or view.name in only
    ]
    rows = pl.concat(seen).filter(pl.col("value") != "").unique().sort("alias_form", "view", "value")
    return ALIAS_VIEW.conform(rows)
