"""Runs a function of one alias form over all unique forms and lays its values out as rows."""

from collections.abc import Callable, Iterable

import polars as pl

_SCHEMA = {"alias_form": pl.String(), "value": pl.String()}


def values_per_form(forms: pl.Series, values: Callable[[str], Iterable[str]]) -> pl.DataFrame:
    """Rows (alias_form, value) for the values of each unique form, in order of form; empty values are left out."""
    unique = forms.unique().sort().to_list()
    rows = [(form, value) for form in unique for value in sorted(set(values(form))) if value]
    return pl.DataFrame(rows, schema=_SCHEMA, orient="row")
