"""Ties of a gang to the outside: markets, services and shared tools between gangs, apart from command inside one."""

import polars as pl

from resolvers.actors import entity_acts
from resolvers.contract import ResolvedCase
from resolvers.gang_rooms import main_members
from resolvers.infrastructure import shared_infrastructure
from warehouse.schema.frames import GANG_TIE

# What an act across the border of a gang trades in.
_TRADE = {
    "hand_out": "accounts",
    "sell_accounts": "accounts",
    "ask_card": "cards",
    "move_money": "laundering",
    "technical": "technical",
    "recruit": "people",
    "smuggle": "people",
}
_HIGHEST = 0.95


def gang_ties(
    case: ResolvedCase, members: pl.DataFrame, ties: pl.DataFrame, infrastructure: pl.DataFrame
) -> pl.DataFrame:
    """Trade across the border of a gang, people who talk with members of two, and gangs that work with the same.

    Args:
        case: The case after linking.
        members: gang_id, entity_id, is_main. Two who share a gang have no tie across a border; ties of who is in
            several gangs are of his main one.
        ties: entity_l, entity_r, weight between entities that may be members (nobody protected).
        infrastructure: GANG_INFRASTRUCTURE.

    Returns:
        **Columns** GANG_TIE, each tie from the gang's side; sorted.
    """
    gang = main_members(members)
    both_ways = pl.concat([ties.select(a="entity_l", b="entity_r"), ties.select(a="entity_r", b="entity_l")]).join(
        gang.rename({"entity_id": "a", "gang_id": "gang_id"}), on="a"
    )
    crossing = both_ways.join(gang.rename({"entity_id": "b", "gang_id": "other_gang_id"}), on="b", how="left").filter(
        pl.col("other_gang_id").is_null() | (pl.col("other_gang_id") != pl.col("gang_id"))
    )
    every = members.select("gang_id", "entity_id")
    together = (
        crossing.select("a", "b")
        .unique()
        .join(every.rename({"entity_id": "a"}), on="a")
        .join(every.rename({"entity_id": "b"}), on=["gang_id", "b"])
    )
    crossing = crossing.join(together, on=["a", "b"], how="anti")
    trades = entity_acts(case).filter(pl.col("kind").is_in(list(_TRADE))).drop_nulls("target_entity")
    acts = pl.concat(
        [
            trades.select(a="actor_entity", b="target_entity", kind="kind"),
            trades.select(a="target_entity", b="actor_entity", kind="kind"),
        ]
    ).with_columns(pl.col("kind").replace_strict(_TRADE))
    traded = crossing.join(acts, on=["a", "b"]).select(
        "gang_id", "other_gang_id", "kind", entity_id=pl.when(pl.col("other_gang_id").is_null()).then(pl.col("b"))
    )
    shared = crossing.drop_nulls("other_gang_id").select(
        "gang_id", "other_gang_id", kind=pl.lit("shared_member"), entity_id=pl.lit(None, dtype=pl.String)
    )
    key = ["gang_id", "other_gang_id", "entity_id", "kind"]
    counted = (
        pl.concat([traded.select(key), shared.select(key)]).group_by(key).agg(evidence_count=pl.len().cast(pl.Int64))
    )
    tools = shared_infrastructure(infrastructure).with_columns(
        kind=pl.lit("shared_infrastructure"), entity_id=pl.lit(None, dtype=pl.String)
    )
    counted = pl.concat([counted, tools.select(counted.columns)])
    # Each piece halves the doubt.
    doubt = (-pl.col("evidence_count").cast(pl.Float64) * pl.lit(2.0).log()).exp()
    return GANG_TIE.conform(counted.with_columns(probability=pl.min_horizontal(1 - doubt, pl.lit(_HIGHEST)))).sort(key)
