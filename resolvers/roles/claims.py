"""Roles of entities: signals added up, with everything they rest on.

Victims never get a criminal role; no legal tier is said. Pieces add up in bits by kind of evidence, and a fitted
logistic regression (resolvers.roles.combining) turns them into a probability, which is measured against other cases.
"""

import polars as pl

from resolvers.contract import ResolvedCase
from resolvers.gang_rooms import gang_of_rows, in_several, main_members
from resolvers.judged import JUDGED_PROBABILITY, judged_roles
from resolvers.protection import protected
from resolvers.roles.catalogue import protected_roles
from resolvers.roles.combining import role_bits, role_features, role_probability
from resolvers.roles.from_acts import acted_roles
from resolvers.roles.from_work import worked_roles
from resolvers.roles.labelled import labelled_roles
from resolvers.roles.listed import listed_roles
from resolvers.roles.placed import placed_roles
from resolvers.roles.ranks import ranked_roles
from resolvers.roles.stated import stated_roles
from resolvers.roles.told import told_roles
from resolvers.roles.trades import traded_roles
from resolvers.silent_networks import silent_bosses
from warehouse.schema.frames import ENTITY_ROLE, ROLE_EVIDENCE

_HIGHEST = 0.99
# What is less likely than not is no role; but who is first of a network without words is shown with how sure that is.
_LOWEST = 0.5


def role_evidence(
    case: ResolvedCase, gang_members: pl.DataFrame, edges: pl.DataFrame, edge_evidence: pl.DataFrame
) -> pl.DataFrame:
    """ROLE_EVIDENCE of all signals, before anybody is protected and anything is weighed."""
    labels = labelled_roles(case, gang_members)
    said = pl.concat([listed_roles(case), stated_roles(case), told_roles(case), labels])
    return ROLE_EVIDENCE.conform(
        pl.concat(
            [
                said,
                acted_roles(case, gang_members),
                worked_roles(case, gang_members),
                ranked_roles(case, gang_members, edges, said),
                traded_roles(case, gang_members, said),
                placed_roles(gang_members, edges, edge_evidence),
            ]
        )
    )


def entity_roles(
    case: ResolvedCase, gang_members: pl.DataFrame, edges: pl.DataFrame, edge_evidence: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Say who does what; what a person decided on a role holds, whatever the evidence.

    Args:
        case: The case after linking.
        gang_members: GANG_MEMBER.
        edges: REPORTS_TO.
        edge_evidence: REPORTS_TO_EVIDENCE.

    Returns:
        ENTITY_ROLE and ROLE_EVIDENCE (of published roles), each sorted. An entity has as many roles as are told. Who is
        in several gangs bears a role in each of them where evidence of it lies, and each piece counts in one.
    """
    evidence = role_evidence(case, gang_members, edges, edge_evidence)
    safe = protected(case).select("entity_id")
    of_safe = evidence.join(safe, on="entity_id", how="semi")
    guarded = pl.col("role").is_in(sorted(protected_roles()))
    allowed = pl.concat(
        [evidence.join(safe, on="entity_id", how="anti").filter(~guarded), of_safe.filter(guarded)]
    ).sort(ROLE_EVIDENCE.column_names, nulls_last=True)
    silent = silent_bosses(case, gang_members, edges).join(
        pl.concat([safe, allowed.select("entity_id")]), on="entity_id", how="anti"
    )
    bosses = silent.select("entity_id", "role", "probability", evidence_count=pl.lit(1, dtype=pl.UInt32))
    summed = _with_judged(pl.concat([told_by_evidence(allowed), bosses], how="diagonal"), case, safe)
    of_contacts = silent.with_columns(signal=pl.lit("contacts"), weight=-(1 - pl.col("probability")).log(2))
    allowed = pl.concat([allowed, ROLE_EVIDENCE.conform(of_contacts)])
    roles = roles_in_gangs(case, summed, allowed, gang_members)
    shown = allowed.join(summed.select("entity_id", "role"), on=["entity_id", "role"], how="semi")
    return (
        ENTITY_ROLE.conform(roles).sort(ENTITY_ROLE.key, nulls_last=True),
        shown.sort(ROLE_EVIDENCE.column_names, nulls_last=True),
    )


def roles_in_gangs(
    case: ResolvedCase, roles: pl.DataFrame, evidence: pl.DataFrame, gang_members: pl.DataFrame
) -> pl.DataFrame:
    """Roles with their gang; of somebody in several gangs one row for each where something speaks for it.

    Args:
        case: The case after linking.
        roles: entity_id, role (key), probability, decided_by, evidence_count, from_at, until_at.
        evidence: ROLE_EVIDENCE of the roles.
        gang_members: GANG_MEMBER.

    Returns:
        **Columns** those of `roles` and gang_id, null for who is in no gang. Each piece of evidence counts in one row.
    """
    several = in_several(gang_members).select("entity_id").unique()
    key = ["entity_id", "role"]
    speaks = pl.col("weight") > 0
    split = (
        gang_of_rows(case, evidence.join(several, on="entity_id", how="semi"), gang_members)
        .join(roles, on=key, how="semi")
        # A denial makes no role in a gang: it counts in one where the role is.
        .with_columns(
            gang_id=pl.when(speaks.any().over(*key, "gang_id"))
            .then("gang_id")
            .otherwise(pl.coalesce(pl.col("gang_id").filter(speaks).min().over(key), "gang_id"))
        )
        .group_by(*key, "gang_id")
        .agg(evidence_count=pl.len(), from_at=pl.col("seen_at").min(), until_at=pl.col("seen_at").max())
    )
    whole = roles.join(main_members(gang_members), on="entity_id", how="left").join(split, on=key, how="anti")
    probable = roles.select(*key, "probability", "decided_by")
    return pl.concat([whole, split.join(probable, on=key)], how="diagonal_relaxed")


def told_by_evidence(evidence: pl.DataFrame) -> pl.DataFrame:
    """Roles that evidence makes likelier than not.

    Args:
        evidence: ROLE_EVIDENCE.

    Returns:
        Columns of resolvers.roles.combining.role_features and probability; one row per entity and role.
    """
    return (
        role_features(role_bits(evidence))
        .with_columns(probability=pl.min_horizontal(role_probability(), pl.lit(_HIGHEST)))
        .filter(pl.col("probability") >= _LOWEST)
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
