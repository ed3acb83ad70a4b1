"""Roles of entities: signals added up, with everything they rest on.

Victims never get a criminal role; no legal tier is said. Combination is noisy-or (Pearl, "Probabilistic Reasoning in
Intelligent Systems", 1988): a piece of w bits leaves 2^-w of the doubt, so pieces add up in bits and the probability is
1 - 2^-sum.
"""

import polars as pl

from resolvers.contract import ResolvedCase
from resolvers.judged import JUDGED_PROBABILITY, judged_roles
from resolvers.protection import protected
from resolvers.roles.catalogue import protected_roles
from resolvers.roles.from_acts import acted_roles
from resolvers.roles.listed import listed_roles
from resolvers.roles.stated import stated_roles
from warehouse.schema.frames import ENTITY_ROLE, ROLE_EVIDENCE

_HIGHEST = 0.99
# Below this a role is noise: one order given once.
_LOWEST = 0.6
# What somebody only seems to do must be this strong beside what is best known of him: a manager recruits now and then
# and sends on advertisements, which makes him no recruiter.
_BESIDE_BEST = 0.6
# One line of command: by acts alone somebody stands on one rung of it, the one that fits best.
_RUNGS = ("boss", "manager", "team_leader")


def entity_roles(case: ResolvedCase, gang_members: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Say who does what; what a person decided on a role holds, whatever the evidence.

    Args:
        case: The case after linking.
        gang_members: GANG_MEMBER.

    Returns:
        ENTITY_ROLE and ROLE_EVIDENCE (of published roles), each sorted. An entity has as many roles as are told.
    """
    evidence = ROLE_EVIDENCE.conform(
        pl.concat([listed_roles(case), stated_roles(case), acted_roles(case, gang_members)])
    )
    safe = protected(case).select("entity_id")
    of_safe = evidence.join(safe, on="entity_id", how="semi")
    guarded = pl.col("role").is_in(sorted(protected_roles()))
    allowed = pl.concat(
        [evidence.join(safe, on="entity_id", how="anti").filter(~guarded), of_safe.filter(guarded)]
    ).sort(ROLE_EVIDENCE.column_names, nulls_last=True)
    summed = (
        allowed.group_by("entity_id", "role", maintain_order=True)
        .agg(
            bits=pl.col("weight").sum().round(9),
            evidence_count=pl.len(),
            is_told=pl.col("signal").is_in(["listed", "stated"]).any(),
            from_at=pl.col("seen_at").min(),
            until_at=pl.col("seen_at").max(),
        )
        .with_columns(probability=pl.min_horizontal(1 - (-pl.col("bits") * pl.lit(2.0).log()).exp(), pl.lit(_HIGHEST)))
        .filter(pl.col("probability") >= _LOWEST)
    )
    best = pl.col("bits").max().over("entity_id")
    rung = pl.col("role").is_in(_RUNGS)
    told_rung = (rung & pl.col("is_told")).any().over("entity_id")
    best_rung = pl.col("bits") >= pl.col("bits").filter(rung).max().over("entity_id")
    fits = ~rung | (~told_rung & best_rung)
    summed = summed.filter(pl.col("is_told") | ((pl.col("bits") >= _BESIDE_BEST * best) & fits))
    summed = _with_judged(summed, case, safe)
    roles = summed.join(gang_members.select("entity_id", "gang_id"), on="entity_id", how="left")
    shown = allowed.join(summed.select("entity_id", "role"), on=["entity_id", "role"], how="semi")
    return (
        ENTITY_ROLE.conform(roles).sort(ENTITY_ROLE.key, nulls_last=True),
        shown.sort(ROLE_EVIDENCE.column_names, nulls_last=True),
    )


def _with_judged(summed: pl.DataFrame, case: ResolvedCase, safe: pl.DataFrame) -> pl.DataFrame:
    """The roles without those a person denied, and with those he gave; to a protected person only protected ones."""
    judged = judged_roles(case)
    of_safe = judged.join(safe, on="entity_id", how="semi").filter(pl.col("role").is_in(sorted(protected_roles())))
    allowed = pl.concat([judged.join(safe, on="entity_id", how="anti"), of_safe])
    given = allowed.filter(pl.col("judgement") == "positive").select("entity_id", "role", decided_by="judged_by")
    kept = summed.join(judged.filter(pl.col("judgement") == "negative"), on=["entity_id", "role"], how="anti")
    return kept.join(given, on=["entity_id", "role"], how="full", coalesce=True).with_columns(
        probability=pl.when(pl.col("decided_by").is_null()).then("probability").otherwise(JUDGED_PROBABILITY),
        evidence_count=pl.col("evidence_count").fill_null(0),
    )
