"""What people decided on names, roles and superiors, put into the frames that the resolvers work on.

A decision names a reference and holds for the entity the reference belongs to; of two on one entity the later holds.
No score outranks one: see resolvers.roles.claims, resolvers.hierarchy and resolvers.protection, which take them in.
"""

import polars as pl

from resolvers.contract import CaseFrames, ResolvedCase
from resolvers.names.alias_form import alias_forms
from warehouse.schema.frames import REFERENCE_NAME

# How sure a judged role or edge is published: as sure as the surest evidence may be.
JUDGED_PROBABILITY = 0.99
# Kind of a name that a person gave, in REFERENCE_NAME and entity_alias.
JUDGED_NAME = "judgement"
_ORDER = ["judged_at", "judged_by", "judgement"]


def judged_names(claims: pl.DataFrame) -> pl.DataFrame:
    """Names that people decided a reference answers to.

    Args:
        claims: JUDGED_CLAIM.

    Returns:
        **Columns** REFERENCE_NAME, kind `judgement`, without a place; sorted by reference and name.
    """
    given = claims.filter((pl.col("kind") == "alias") & (pl.col("judgement") == "positive"))
    rows = given.select("reference", name="value", kind=pl.lit(JUDGED_NAME), observation_count=pl.lit(1))
    return REFERENCE_NAME.conform(rows).sort("reference", "name")


def denied_names(case: CaseFrames) -> pl.DataFrame:
    """Called references that a person's decision on a name keeps apart: 'this one does not answer to Hammer'.

    Returns:
        **Columns** reference_l, reference_r: the reference decided on and each called one of that name; unique, sorted.
    """
    denied = case.judged_claims.filter((pl.col("kind") == "alias") & (pl.col("judgement") == "negative"))
    called = case.references.filter(pl.col("kind") == "called").select("reference")
    borne = case.names.join(called, on="reference", how="semi")
    forms = borne.select(other="reference", form=alias_forms(borne["name"])).unique()
    pairs = (
        denied.select("reference", form=alias_forms(denied["value"]))
        .join(forms, on="form")
        .filter(pl.col("reference") != pl.col("other"))
    )
    return (
        pairs.select(
            reference_l=pl.min_horizontal("reference", "other"), reference_r=pl.max_horizontal("reference", "other")
        )
        .unique(maintain_order=False)
        .sort("reference_l", "reference_r")
    )


def judged_roles(case: ResolvedCase) -> pl.DataFrame:
    """Decisions on roles of entities.

    Returns:
        **Columns** entity_id, role (key), judgement (positive or negative), judged_by; sorted.
    """
    decided = _decided(case, "role").join(case.members.select("reference", "entity_id"), on="reference")
    return (
        decided.sort("entity_id", "value", *_ORDER)
        .unique(["entity_id", "value"], keep="last", maintain_order=True)
        .select("entity_id", "judgement", "judged_by", role="value")
    )


def judged_edges(case: ResolvedCase) -> pl.DataFrame:
    """Decisions on who answers to whom, latest last.

    Returns:
        **Columns** superior_id, subordinate_id (key), judgement (positive or negative), judged_by, judged_at.
    """
    entity = case.members.select("reference", "entity_id")
    decided = (
        _decided(case, "reports_to")
        .join(entity.rename({"entity_id": "subordinate_id"}), on="reference")
        .join(entity.rename({"reference": "value", "entity_id": "superior_id"}), on="value")
        .filter(pl.col("superior_id") != pl.col("subordinate_id"))
    )
    return (
        decided.sort(*_ORDER, "superior_id", "subordinate_id")
        .unique(["superior_id", "subordinate_id"], keep="last", maintain_order=True)
        .select("superior_id", "subordinate_id", "judgement", "judged_by", "judged_at")
    )


def _decided(case: ResolvedCase, kind: str) -> pl.DataFrame:
    claims = case.frames.judged_claims
    return claims.filter((pl.col("kind") == kind) & pl.col("judgement").is_in(["positive", "negative"]))
