"""Evaluate: which entities to check by hand, and what can be measured on the linking of a case."""

from collections.abc import Sequence

import polars as pl

from pipelines.steps.case_step import CaseStep
from pipelines.steps.weigh import settings_in_use
from resolvers.audit_estimates import audit_measures
from resolvers.audit_plan import DRAWS, AuditedCase, audit_plan, machine_clusters, true_clusters
from resolvers.contract import LinkSettings
from resolvers.linking_measures import block_recall, script_gap, scripts_of
from warehouse.case_frames import read_part
from warehouse.connection import Warehouse
from warehouse.schema import frames


def audited_case(warehouse: Warehouse, case_id: str) -> AuditedCase:
    """What an audit of the case rests on, with the references drawn tonight."""
    return AuditedCase(
        references=read_part(warehouse, case_id, "references"),
        names=read_part(warehouse, case_id, "names"),
        pairs=warehouse.read_frame("read_candidate_pair", case_id=case_id),
        evidence=frames.PAIR_EVIDENCE.conform(warehouse.read_frame("read_pair_evidence", case_id=case_id)),
        cannot_links=frames.CANNOT_LINK.conform(warehouse.read_frame("read_cannot_link", case_id=case_id)),
        judged_pairs=read_part(warehouse, case_id, "judged_pairs"),
        members=frames.CLUSTER_MEMBER.conform(warehouse.read_frame("read_cluster_member", case_id=case_id)),
        draws=warehouse.read_frame("read_audit_draw", case_id=case_id, draws=DRAWS),
    )


def _evaluation(warehouse: Warehouse, case_id: str, settings: LinkSettings) -> Sequence[pl.DataFrame]:
    case = audited_case(warehouse, case_id)
    machine, scored = machine_clusters(case, settings_in_use(warehouse, case_id, settings))
    plan, pairs = audit_plan(case, machine, scored)
    true, scripts = true_clusters(plan, case.judged_pairs), scripts_of(case.names)
    measured = pl.concat(
        [
            audit_measures(machine, plan, true, scripts),
            block_recall(machine, case.pairs, scored, case.judged_pairs),
            script_gap(machine, scripts),
        ]
    )
    return plan, pairs, measured.sort("measure")


EVALUATE_STEPS: tuple[CaseStep, ...] = (
    CaseStep(
        "evaluation",
        "measuring how good the linking is, and drawing what to check",
        (frames.AUDIT_PLAN, frames.AUDIT_PAIR, frames.MEASURED),
        ("cluster_member", "scored_pair"),
        _evaluation,
    ),
)
