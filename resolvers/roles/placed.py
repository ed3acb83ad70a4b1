"""Role signal: where somebody stands in the line of command: at its head, over leaders, or over a team."""

import polars as pl

from warehouse.schema.frames import REPORTS_TO, REPORTS_TO_EVIDENCE

# Bits for one who leads n directly, in all his gangs together: factor * log2(1 + n).
_FACTOR = {"boss": 0.6, "manager": 0.6, "team_leader": 0.6}


def placed_roles(gang_members: pl.DataFrame, edges: pl.DataFrame, evidence: pl.DataFrame) -> pl.DataFrame:
    """Roles from places in the line of command.

    Args:
        gang_members: GANG_MEMBER.
        edges: REPORTS_TO.
        evidence: REPORTS_TO_EVIDENCE of the edges.

    Returns:
        **Columns** entity_id, role, signal, words, weight, seen_at, exhibit_id, locator: one row per person who leads
        and gang he leads in, citing the weightiest evidence of it. The first of a gang is a boss, who leads leaders a
        manager, others who lead a team leader; who is the same in two gangs weighs as in one with all he leads.
    """
    edges, evidence = REPORTS_TO.conform(edges), REPORTS_TO_EVIDENCE.conform(evidence)
    led = edges.group_by("gang_id", "superior_id").agg(led=pl.len())
    leads_leaders = edges.join(led.select("gang_id", subordinate_id="superior_id"), on=["gang_id", "subordinate_id"])
    placed = (
        led.join(
            leads_leaders.select("gang_id", "superior_id").unique().with_columns(over_leaders=True),
            on=["gang_id", "superior_id"],
            how="left",
        )
        .join(gang_members.select("gang_id", "leadership_rank", superior_id="entity_id"), on=["gang_id", "superior_id"])
        .with_columns(
            role=pl.when((pl.col("leadership_rank") == 1) & pl.col("over_leaders").fill_null(value=False))
            .then(pl.lit("boss"))
            .when(pl.col("over_leaders").fill_null(value=False))
            .then(pl.lit("manager"))
            .otherwise(pl.lit("team_leader"))
        )
    )
    cited = (
        evidence.join(edges.select("gang_id", "superior_id", "subordinate_id"), on=["superior_id", "subordinate_id"])
        .sort(
            "gang_id", "superior_id", "weight", "exhibit_id", "locator", descending=[False, False, True, False, False]
        )
        .unique(["gang_id", "superior_id"], keep="first", maintain_order=True)
    )
    factor = pl.col("role").replace_strict(_FACTOR, return_dtype=pl.Float64)
    led_as = pl.col("led").sum().over("superior_id", "role").cast(pl.Float64)
    part = pl.col("led").cast(pl.Float64) / led_as
    return placed.join(
        cited.select("gang_id", "superior_id", "words", "exhibit_id", "locator"), on=["gang_id", "superior_id"]
    ).select(
        pl.col("superior_id").alias("entity_id"),
        "role",
        pl.lit("placed").alias("signal"),
        "words",
        (factor * (led_as + 1).log(2) * part).alias("weight"),
        pl.lit(None, dtype=pl.Datetime("us")).alias("seen_at"),
        "exhibit_id",
        "locator",
    )
