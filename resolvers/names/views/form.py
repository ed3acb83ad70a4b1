"""View: the alias form itself."""

import polars as pl

from resolvers.contract import NameView


def values(names: pl.DataFrame) -> pl.DataFrame:
    """Every alias form under itself."""
    return names.select("alias_form", value=pl.col("alias_form")).unique()


VIEW = NameView("form", "The name normalised, in simplified characters and small letters.", values, distance=0)
