"""What titles mean: 'team leader', 人事 and тимлид to roles of the catalogue (titles/*.toml, one file a language)."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import polars as pl

from resolvers.names.alias_form import alias_form, alias_forms

# What stands between two titles in one cell.
_SEPARATOR = r"[,，、;；|+&()（）]|\s[-–—]\s|兼"


@cache
def title_roles() -> Mapping[str, str]:
    """Role of every title, by the title's alias form; a title claimed by two roles goes to the first file and role."""
    roles: dict[str, str] = {}
    folder = files("resolvers.roles").joinpath("titles")
    for entry in sorted(folder.iterdir(), key=lambda found: found.name):
        if entry.name.endswith(".toml"):
            titles = tomllib.loads(entry.read_text(encoding="utf-8"))["titles"]
            for role, words in titles.items():
                for word in words:
                    roles.setdefault(alias_form(word), role)
    return roles


def roles_of_titles(texts: pl.Series) -> pl.DataFrame:
    """Roles that role texts claim; a text may name several ('话务、引流', 'HR / trainer').

    Args:
        texts: Role texts as written.

    Returns:
        **Columns** text, role; one row per text and role, sorted.
    """
    unique = texts.drop_nulls().unique().sort()
    parts = (
        pl.DataFrame({"text": unique, "part": alias_forms(unique)})
        .with_columns(pl.col("part").str.replace_all(_SEPARATOR, "/").str.split("/"))
        .explode("part")
        .with_columns(pl.col("part").str.strip_chars())
    )
    known = title_roles()
    return (
        parts.with_columns(role=pl.col("part").replace_strict(list(known), list(known.values()), default=None))
        .drop_nulls("role")
        .select("text", "role")
        .unique()
        .sort("text", "role")
    )
