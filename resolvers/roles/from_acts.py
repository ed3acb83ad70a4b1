"""Role signal: what somebody does. Acts of members speak for the roles such acts belong to (act_roles.toml).

Acts of a trade (crypting, intrusion, …) are work on a topic: resolvers.roles.from_work has them.
"""

import tomllib
from functools import cache
from importlib.resources import files

import polars as pl

from resolvers.actors import entity_acts
from resolvers.contract import ResolvedCase


@cache
def act_roles() -> tuple[tuple[str, str, float], ...]:
    """Rows (kind of act, role, bits)."""
    text = files("resolvers.roles").joinpath("act_roles.toml").read_text(encoding="utf-8")
    return tuple(
        (kind, role, float(bits)) for kind, roles in sorted(tomllib.loads(text).items()) for role, bits in roles.items()
    )


def acted_roles(case: ResolvedCase, gang_members: pl.DataFrame) -> pl.DataFrame:
    """Roles from acts of gang members.

    n acts of a kind weigh factor * log2(1 + n) bits together, each an equal part: habit counts, a slip doesn't.

    Returns:
        **Columns** entity_id, role, signal, words, weight, seen_at, exhibit_id, locator.
    """
    schema = {"kind": pl.String(), "role": pl.String(), "factor": pl.Float64()}
    meaning = pl.DataFrame(act_roles(), schema=schema, orient="row")
    acts = entity_acts(case).join(gang_members, left_on="actor_entity", right_on="entity_id", how="semi")
    times = pl.len().over("actor_entity", "kind").cast(pl.Float64)
    return (
        acts.with_columns(habit=(times + 1).log(2) / times)
        .join(meaning, on="kind")
        .select(
            pl.col("actor_entity").alias("entity_id"),
            "role",
            pl.format("act:{}", "kind").alias("signal"),
            pl.col("cue").alias("words"),
            (pl.col("factor") * pl.col("habit")).alias("weight"),
            pl.col("done_at").alias("seen_at"),
            "exhibit_id",
            "locator",
        )
    )
