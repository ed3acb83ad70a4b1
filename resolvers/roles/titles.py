"""What titles mean: 'team leader', 人事 and тимлид to roles of the catalogue (titles/*.toml, one file a language)."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import polars as pl

from resolvers.names.alias_form import alias_form, alias_forms

# A title that mostly means something else is a guess: of 50 roles that rested on 技术 alone, 14 were right. It only
# adds to what else is known.
_GUESS = 0.2
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


@cache
def title_shares() -> Mapping[str, Mapping[str, float]]:
    """Roles of titles that mean several, with the share of each, by the title's alias form (title_shares.toml)."""
    text = files("resolvers.roles").joinpath("title_shares.toml").read_text(encoding="utf-8")
    return {alias_form(title): roles for title, roles in tomllib.loads(text).items()}


@cache
def title_meanings() -> pl.DataFrame:
    """Every title with its roles.

    Returns:
        **Columns** title (alias form), role (key), share (how often the title means the role, 0 to 1); sorted.
    """
    shared = title_shares()
    rows = [(title, role, share) for title, roles in shared.items() for role, share in roles.items()]
    rows += [(title, role, 1.0) for title, role in title_roles().items() if title not in shared]
    return pl.DataFrame(
        sorted(rows), schema={"title": pl.String(), "role": pl.String(), "share": pl.Float64()}, orient="row"
    )


def shared_bits(bits: pl.Expr, share: pl.Expr) -> pl.Expr:
    """Bits that a piece of so many bits is worth for a role that its title means with a share only."""
    left = 1 - share * (1 - (-bits * pl.lit(2.0).log()).exp())
    return -left.log(2) * pl.when(share < 0.5).then(_GUESS).otherwise(1.0)


def roles_of_titles(texts: pl.Series) -> pl.DataFrame:
    """Roles that role texts claim; a text may name several ('话务、引流', 'HR / trainer').

    Args:
        texts: Role texts as written.

    Returns:
        **Columns** text, role, share (1 where the title means nothing else); one row per text and role, sorted.
    """
    unique = texts.drop_nulls().unique().sort()
    parts = (
        pl.DataFrame({"text": unique, "part": alias_forms(unique)})
        .with_columns(pl.col("part").str.replace_all(_SEPARATOR, "/").str.split("/"))
        .explode("part")
        .with_columns(pl.col("part").str.strip_chars())
    )
    return (
        parts.join(title_meanings(), left_on="part", right_on="title")
        .group_by("text", "role")
        .agg(pl.col("share").max())
        .sort("text", "role")
    )
