"""How far a kind of doing tells a role in the case at hand: by those who do it and whose trade is said anyhow.

Where developers and cashiers give the same figures as callers, figures tell no caller; the same form is a sure sign in
another gang. Before anything is said of anybody, a sign is taken to be as good as it is thought to be.
"""

import polars as pl

from resolvers.roles.catalogue import role_catalogue

# Before anything is said, of ten who do it nine are taken to have the role.
_RIGHT, _WRONG = 9.0, 1.0
# Leaders speak of all that their people do.
_LEADING = ("lead", "manage")


def telling_shares(doing: pl.DataFrame, said: pl.DataFrame) -> pl.DataFrame:
    """Share of its bits that a doing is worth for a role.

    Args:
        doing: entity_id, role that it speaks for; with `also`, a list of roles that it is right for as well.
        said: Roles that are listed, stated or told, as ROLE_EVIDENCE.

    Returns:
        **Columns** role (key), telling: 1 where nothing is said to the contrary, 0 where it is mostly done by others.
    """
    families = role_catalogue().select("role", "family")
    known = (
        said.filter(pl.col("weight") > 0)
        .join(families, on="role")
        .filter(~pl.col("family").is_in(_LEADING))
        .group_by("entity_id")
        .agg(roles=pl.col("role").unique().sort())
    )
    counted = (
        doing.select("entity_id", "role", "also")
        .unique(["entity_id", "role"])
        .join(known, on="entity_id", how="left")
        .with_columns(
            right=pl.col("roles").list.set_intersection(pl.col("also").list.concat(pl.concat_list("role"))).list.len()
            > 0
        )
        .group_by("role")
        .agg(right=pl.col("right").sum().cast(pl.Float64), known=pl.col("roles").is_not_null().sum().cast(pl.Float64))
    )
    share = (pl.col("right") + _RIGHT) / (pl.col("known") + _RIGHT + _WRONG)
    prior = _RIGHT / (_RIGHT + _WRONG)
    return counted.select("role", telling=((2 * share - 1) / (2 * prior - 1)).clip(0.0, 1.0)).sort("role")
