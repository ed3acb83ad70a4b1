"""The roles that exist: the `role` relation of the published snapshot, from catalogue.toml."""

import tomllib
from functools import cache
from importlib.resources import files

import polars as pl

_COLUMNS = ("role", "family", "label_en", "label_zh", "description")


@cache
def _rows() -> tuple[tuple[str, ...], ...]:
    text = files("resolvers.roles").joinpath("catalogue.toml").read_text(encoding="utf-8")
    return tuple(tuple(str(entry[column]) for column in _COLUMNS) for entry in tomllib.loads(text)["role"])


def role_catalogue() -> pl.DataFrame:
    """All roles, in the order of contract.md.

    Returns:
        **Columns** role (key), family, label_en, label_zh, description.
    """
    return pl.DataFrame(_rows(), schema={column: pl.String() for column in _COLUMNS}, orient="row")


def protected_roles() -> frozenset[str]:
    """Roles of people to protect: whoever has one gets no other."""
    return frozenset(row[0] for row in _rows() if row[1] == "protected")
