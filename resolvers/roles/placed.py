"""Role signal: where somebody stands in the line of command: at its head, over leaders, or over a team.

Edges are uncertain, and one wrong edge makes a leader of leaders out of a team leader. So edges count by how sure they
are, and a level counts by how many stand on it.
"""

import polars as pl

from warehouse.schema.frames import REPORTS_TO, REPORTS_TO_EVIDENCE

# Bits for one who leads n directly, in all his gangs together: factor * log2(1 + n).
_FACTOR = 0.6
# A head whose line has no three levels under him is not clearly the boss: it only adds to what is said of him.
_UNCLEAR = 0.5
# Sure edges to so few make no leader, to so many one beyond doubt.
_LEADS_NONE, _LEADS_SURELY = 0.6, 2.0
_LEVELS = 8


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
    placed = (
        _levels(edges)
        .join(gang_members.select("gang_id", "leadership_rank", superior_id="entity_id"), on=["gang_id", "superior_id"])
        .with_columns(
            role=pl.when(~pl.col("over_leaders"))
            .then(pl.lit("team_leader"))
            .when(pl.col("leadership_rank") == 1)
            .then(pl.lit("boss"))
            .otherwise(pl.lit("manager")),
        )
    )
    cited = (
        evidence.join(edges.select("gang_id", "superior_id", "subordinate_id"), on=["superior_id", "subordinate_id"])
        .sort(
            "gang_id", "superior_id", "weight", "exhibit_id", "locator", descending=[False, False, True, False, False]
        )
        .unique(["gang_id", "superior_id"], keep="first", maintain_order=True)
    )
    is_unclear = (pl.col("role") == "boss") & ~pl.col("over_managers")
    factor = pl.when(is_unclear).then(_UNCLEAR).otherwise(1.0) * _FACTOR
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


def _levels(edges: pl.DataFrame) -> pl.DataFrame:
    """gang_id, superior_id, led, over_leaders (most of his people stand on lower levels), over_managers."""
    led = edges.group_by("gang_id", "superior_id").agg(led=pl.len())
    below = edges.with_columns(mass=pl.lit(0.0))
    # Who leads one who leads many stands over them all; deeper than this no line of command is.
    for _ in range(_LEVELS):
        mass = below.group_by("gang_id", subordinate_id="superior_id").agg(
            mass=(pl.col("probability") * (1 + pl.col("mass"))).sum().round(6)
        )
        below = edges.join(mass, on=["gang_id", "subordinate_id"], how="left").with_columns(
            pl.col("mass").fill_null(0.0)
        )
    leads = ((pl.col("mass") - _LEADS_NONE) / (_LEADS_SURELY - _LEADS_NONE)).clip(0.0, 1.0)
    counted = below.group_by("gang_id", "superior_id").agg(
        lower=(pl.col("probability") * leads * pl.col("mass")).sum().round(6),
        last=(pl.col("probability") * (1 - leads)).sum().round(6),
    )
    levels = led.join(counted, on=["gang_id", "superior_id"]).with_columns(
        over_leaders=(pl.col("lower") > 0) & (pl.col("lower") >= pl.col("last"))
    )
    managers = levels.filter("over_leaders").select("gang_id", subordinate_id="superior_id")
    over_managers = edges.join(managers, on=["gang_id", "subordinate_id"]).select("gang_id", "superior_id").unique()
    return levels.join(
        over_managers.with_columns(over_managers=True), on=["gang_id", "superior_id"], how="left"
    ).with_columns(pl.col("over_managers").fill_null(value=False))
