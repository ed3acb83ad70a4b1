"""Describe: from a case's entities to acts, gangs, roles, who answers to whom, and who is to be protected."""

from collections.abc import Sequence
from dataclasses import replace
from weakref import WeakKeyDictionary

import polars as pl

from pipelines.linking import code_version
from pipelines.steps.case_step import CaseStep, case_frames
from resolvers.acts.read import acts, cues_in
from resolvers.coercion.signs import coercion_signs
from resolvers.contract import LinkSettings, ResolvedCase
from resolvers.dens.dens import dens
from resolvers.evidence_names import (
    evidence_names,
    lasting_gang_ids,
    under_evidence_names,
    under_ids,
    under_lasting_gang_ids,
)
from resolvers.gangs import gangs
from resolvers.hierarchy import leadership_ranks, reports_to
from resolvers.infrastructure import gang_infrastructure, written_infrastructure
from resolvers.protection import protected
from resolvers.quiet_heads import quiet_heads
from resolvers.roles.catalogue import role_catalogue
from resolvers.roles.claims import entity_roles
from resolvers.silent_networks import contact_ranks
from warehouse.case_frames import read_part, read_threads
from warehouse.connection import Warehouse
from warehouse.schema import frames
from warehouse.texts_read import act_cues


def resolved_case(warehouse: Warehouse, case_id: str) -> ResolvedCase:
    """The case with its entities and acts, as the resolvers take it."""
    return ResolvedCase(
        frames=case_frames(warehouse, case_id),
        members=frames.CLUSTER_MEMBER.conform(warehouse.read_frame("read_cluster_member", case_id=case_id)),
        acts=frames.ACT.conform(warehouse.read_frame("read_act", case_id=case_id)),
        threads=read_threads(warehouse, case_id),
    )


# The case that the steps after the acts work on: none of them changes what it is made of, and each run has its own
# Warehouse.
_DESCRIBED: WeakKeyDictionary[Warehouse, tuple[str, ResolvedCase, pl.DataFrame]] = WeakKeyDictionary()


def _described_case(warehouse: Warehouse, case_id: str) -> tuple[ResolvedCase, pl.DataFrame]:
    """The case with its entities under their evidence names, and these names; read once for all of them."""
    held = _DESCRIBED.get(warehouse)
    if held is None or held[0] != case_id:
        _DESCRIBED.pop(warehouse, None)
        case = resolved_case(warehouse, case_id)
        names = evidence_names(case.members)
        named = replace(case, members=under_evidence_names(case.members, names))
        held = _DESCRIBED[warehouse] = (case_id, named, names)
    return held[1:]


def _act(warehouse: Warehouse, case_id: str, settings: LinkSettings) -> Sequence[pl.DataFrame]:
    _DESCRIBED.pop(warehouse, None)
    utterances, mentions, names = (read_part(warehouse, case_id, part) for part in ("utterances", "mentions", "names"))
    cues = act_cues(warehouse, case_id, f"{code_version()} polars {pl.__version__}", cues_in)
    return (acts(utterances, mentions, names, cues),)


def _gang(warehouse: Warehouse, case_id: str, settings: LinkSettings) -> Sequence[pl.DataFrame]:
    case, names = _described_case(warehouse, case_id)
    found, members, ties = gangs(case, case_id)
    edges, evidence = reports_to(case, members)
    heads = quiet_heads(case, members, edges)
    ranked = under_ids(leadership_ranks(members, edges, contact_ranks(case, members), heads), names)
    ids = lasting_gang_ids(ranked, case_id)
    tools = gang_infrastructure(case, written_infrastructure(case), members)
    made = (found, ranked, ties, tools, edges, evidence)
    return [under_lasting_gang_ids(under_ids(rows, names), ids) for rows in made]


def _entity_role(warehouse: Warehouse, case_id: str, settings: LinkSettings) -> Sequence[pl.DataFrame]:
    case, names = _described_case(warehouse, case_id)
    members, edges, command = (
        under_evidence_names(relation.conform(warehouse.read_frame(query, case_id=case_id)), names).sort(pl.all())
        for relation, query in (
            (frames.GANG_MEMBER, "read_gang_member"),
            (frames.REPORTS_TO, "read_reports_to"),
            (frames.REPORTS_TO_EVIDENCE, "read_reports_to_evidence"),
        )
    )
    roles, evidence = entity_roles(case, members, edges, command)
    return under_ids(roles, names), under_ids(evidence, names), role_catalogue()


def _protected(warehouse: Warehouse, case_id: str, settings: LinkSettings) -> Sequence[pl.DataFrame]:
    case, names = _described_case(warehouse, case_id)
    return (under_ids(protected(case), names),)


def _den(warehouse: Warehouse, case_id: str, settings: LinkSettings) -> Sequence[pl.DataFrame]:
    case, names = _described_case(warehouse, case_id)
    members = frames.GANG_MEMBER.conform(warehouse.read_frame("read_gang_member", case_id=case_id))
    return [under_ids(rows, names) for rows in dens(case, case_id, under_evidence_names(members, names).sort(pl.all()))]


def _coercion(warehouse: Warehouse, case_id: str, settings: LinkSettings) -> Sequence[pl.DataFrame]:
    case, names = _described_case(warehouse, case_id)
    signs = under_ids(coercion_signs(case), names)
    _DESCRIBED.pop(warehouse, None)
    return (signs,)


DESCRIBE_STEPS: tuple[CaseStep, ...] = (
    CaseStep("acts", "reading orders, reports, payments and other acts", (frames.ACT,), ("mention", "reference"), _act),
    CaseStep(
        "gangs",
        "finding gangs and who answers to whom",
        (
            frames.GANG,
            frames.GANG_MEMBER,
            frames.GANG_TIE,
            frames.GANG_INFRASTRUCTURE,
            frames.REPORTS_TO,
            frames.REPORTS_TO_EVIDENCE,
        ),
        ("cluster_member", "act", "statement"),
        _gang,
    ),
    CaseStep(
        "roles",
        "reading who does what",
        (frames.ENTITY_ROLE, frames.ROLE_EVIDENCE, frames.ROLE),
        ("gang_member", "reports_to", "reports_to_evidence", "act", "statement"),
        _entity_role,
    ),
    CaseStep(
        "dens",
        "finding the places where people of gangs sit",
        (frames.DEN, frames.DEN_MEMBER, frames.DEN_EVIDENCE),
        ("gang_member", "cluster_member", "mention"),
        _den,
    ),
    CaseStep(
        "protected_people",
        "recognising people to protect",
        (frames.PROTECTED,),
        ("cluster_member", "act", "statement"),
        _protected,
    ),
    CaseStep(
        "coercion_signs",
        "looking for signs that people are coerced",
        (frames.COERCION_SIGN,),
        ("cluster_member", "mention"),
        _coercion,
    ),
)
