"""View: the name as written, in lower case, so that a copied name is found with all its signs."""

import polars as pl

from resolvers.contract import NameView


def values(names: pl.DataFrame) -> pl.DataFrame:
    """Every written name, lower case, under its alias form."""
    return names.select("alias_form", value=pl.col("name").str.to_lowercase().str.strip_chars()).unique()


VIEW = NameView("raw", "The name as written, in small letters.", values, distance=0)
