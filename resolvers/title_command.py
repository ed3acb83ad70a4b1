"""Command by title: where nothing else places somebody, he answers to the one next title above him."""

import polars as pl

from resolvers.actors import entity_statements
from resolvers.contract import ResolvedCase
from resolvers.names.alias_form import alias_forms
from resolvers.roles.titles import title_roles
from resolvers.told.duties import told_duties

_TITLE_BITS = 1.2
# Who gives the money is no part of the line of command.
_TITLE_LEVEL = {"boss": 3, "manager": 2, "team_leader": 1}
# Who trades with a gang or pays for it answers to nobody in it by his title.
_BESIDE_LINE = (
    "financier", "partner", "laundering_desk", "account_dealer", "card_dealer", "negotiator", "customer", "intruder",
)  # fmt: skip
# Bits from which a pair counts as an edge when it is asked whom nothing places yet.
_PLACED_BITS = 1.05
# A team is among itself in a room of so many.
_TEAM_WRITERS = 14
_SURE = 0.5


def titled_evidence(case: ResolvedCase, gang: pl.DataFrame, rooms: pl.DataFrame, direct: pl.DataFrame) -> pl.DataFrame:
    """Members whom nothing else places answer to the one person with the next higher title in their room.

    Args:
        case: The case after linking.
        gang: gang_id, entity_id of members.
        rooms: Talk of members in closed rooms.
        direct: All other evidence of command.

    Returns:
        **Columns** superior_id, subordinate_id, signal, words, weight, exhibit_id, locator.
    """
    titles = borne_titles(case)
    levels = _title_levels(titles).join(gang, on="entity_id")
    known = levels.select("entity_id", "level")
    summed = (
        direct.group_by("superior_id", "subordinate_id")
        .agg(bits=pl.col("weight").sum().round(6))
        .filter(pl.col("bits") >= _PLACED_BITS)
        .join(gang.select(superior_id="entity_id"), on="superior_id", how="semi")
        .join(known.rename({"entity_id": "superior_id", "level": "high"}), on="superior_id", how="left")
        .join(known.rename({"entity_id": "subordinate_id", "level": "low"}), on="subordinate_id", how="left")
    )
    # Who seems to answer to a lower title is not placed by it.
    placed = (
        summed.filter(pl.col("high").fill_null(0) >= pl.col("low").fill_null(0))
        .select(entity_id="subordinate_id")
        .unique()
    )
    members = gang.join(levels.select("entity_id", "level"), on="entity_id", how="left").with_columns(
        pl.col("level").fill_null(0)
    )
    beside = titles.filter(pl.col("role").is_in(_BESIDE_LINE)).select("entity_id").unique()
    unplaced = members.join(placed, on="entity_id", how="anti").join(beside, on="entity_id", how="anti")
    above = levels.select("gang_id", "words", "exhibit_id", "locator", superior_id="entity_id", superior_level="level")
    pairs = unplaced.join(above, on="gang_id").filter(pl.col("superior_level") > pl.col("level"))
    small = rooms.filter(pl.len().over("thread_id") <= _TEAM_WRITERS).select("thread_id", "entity_id")
    meets = small.join(small.select("thread_id", superior_id="entity_id"), on="thread_id")
    near = pairs.join(
        meets.select("entity_id", "superior_id").unique().with_columns(meets=True),
        how="left",
        on=["entity_id", "superior_id"],
    )
    # Who has no title himself is in somebody's team only where the team is among itself.
    next_up = near.filter(
        (pl.col("superior_level") == pl.col("level") + 1)
        & ((pl.col("level") > 0) | pl.col("meets").fill_null(value=False))
    )
    only = next_up.filter(pl.col("superior_id").n_unique().over("entity_id") == 1)
    return only.with_columns(subordinate_id="entity_id", signal=pl.lit("title"), weight=pl.lit(_TITLE_BITS))


def _title_levels(titles: pl.DataFrame) -> pl.DataFrame:
    """entity_id, level, words, exhibit_id, locator: the highest title of somebody."""
    return (
        titles.with_columns(level=pl.col("role").replace_strict(_TITLE_LEVEL, default=None, return_dtype=pl.Int64))
        .drop_nulls("level")
        .sort("entity_id", "level", "exhibit_id", "locator", descending=[False, True, False, False])
        .unique("entity_id", keep="first", maintain_order=True)
        .select("entity_id", "level", "words", "exhibit_id", "locator")
    )


def borne_titles(case: ResolvedCase) -> pl.DataFrame:
    """entity_id, words, role, exhibit_id, locator: titles that lists and statements give, else what is told most."""
    listed = case.frames.listed.drop_nulls("role_text").join(
        case.members.select("reference", "entity_id"), on="reference"
    )
    said = (
        entity_statements(case)
        .filter((pl.col("kind") == "role_title") & ~pl.col("is_negated") & ~pl.col("is_doubtful"))
        .drop_nulls("subject_entity")
    )
    titles = pl.concat(
        [
            listed.select("entity_id", "exhibit_id", "locator", words="role_text"),
            said.select("exhibit_id", "locator", entity_id="subject_entity", words="object_name"),
        ],
        how="diagonal",
    )
    roles = dict(title_roles())
    meant = alias_forms(titles["words"]).replace_strict(roles, default=None, return_dtype=pl.String)
    written = titles.with_columns(role=meant).drop_nulls("role")
    told = (
        told_duties(case)
        .filter(~pl.col("is_denied") & ~pl.col("is_hedged") & (pl.col("sureness") >= _SURE))
        .join(written.select("entity_id"), on="entity_id", how="anti")
        .with_columns(count=pl.len().over("entity_id", "role"))
        .sort("entity_id", "count", "role", "exhibit_id", "locator", descending=[False, True, False, False, False])
        .unique("entity_id", keep="first", maintain_order=True)
    )
    columns = ["entity_id", "words", "role", "exhibit_id", "locator"]
    return pl.concat([written.select(columns), told.select(columns)])
