"""Frames of one case out of a published snapshot, for what-if questions; nothing of the working database is opened.

The pairs are the published links (joined, leads, judged): pairs below the lead threshold are not in a snapshot.
"""

import json
from typing import Any

import polars as pl

from warehouse.connection import Warehouse
from warehouse.errors import WarehouseError
from warehouse.schema import frames
from warehouse.schema.relation import Relation

_REFERENCE = """
select member.reference, member.kind, account.platform, account.account_id, account.native_id, account.thread_id,
    false as is_owner, coalesce(account.message_count, 0) as message_count
from entity_reference as member
left join entity_account as account using (entity_id, reference)
where member.case_id = $case_id
order by member.reference
"""
_PAIR = """
select left_reference as reference_l, right_reference as reference_r, '' as rules
from link where case_id = $case_id order by all
"""
_EVIDENCE = """
select link.left_reference as reference_l, link.right_reference as reference_r, reason.family, reason.comparison,
    reason.level, reason.value_l, reason.value_r, reason.weight, reason.sentence_en, reason.sentence_zh,
    reason.exhibit_id, reason.locator
from link_evidence as reason
inner join link using (link_id)
where link.case_id = $case_id and reason.comparison <> 'judgement'
order by reference_l, reference_r, reason.comparison, reason.level, reason.value_l, reason.value_r
"""
_CANNOT_LINK = """
select left_reference as reference_l, right_reference as reference_r, reason, observation_count, exhibit_id, locator
from cannot_link where case_id = $case_id order by reference_l, reference_r, reason
"""
_JUDGED_PAIR = """
select least(left_reference, right_reference) as reference_l, greatest(left_reference, right_reference) as reference_r,
    judgement, judged_by, reason, judged_at
from judgement
where is_in_force and kind = 'pair' and coalesce(case_id, $case_id) = $case_id
    and status in ('confirmed', 'rejected', 'open')
qualify row_number() over (
    partition by reference_l, reference_r order by judged_at desc, judgement_id desc
) = 1
order by reference_l, reference_r
"""
_NAME = """
select reference, alias as name, kind, null::varchar as observer, null::varchar as thread_id, observation_count,
    first_seen as first_seen_at, last_seen as last_seen_at, exhibit_id, locator
from reference_name where case_id = $case_id order by reference, alias_form, kind
"""
_MEMBER = """
select reference, entity_id, probability from entity_reference where case_id = $case_id order by reference
"""
_PARTS: dict[str, tuple[str, Relation]] = {
    "references": (_REFERENCE, frames.REFERENCE),
    "pairs": (_PAIR, frames.CANDIDATE_PAIR),
    "evidence": (_EVIDENCE, frames.PAIR_EVIDENCE),
    "cannot_links": (_CANNOT_LINK, frames.CANNOT_LINK),
    "judged_pairs": (_JUDGED_PAIR, frames.JUDGED_PAIR),
    "names": (_NAME, frames.REFERENCE_NAME),
    "members": (_MEMBER, frames.CLUSTER_MEMBER),
}
_LABEL = "select entity_id, label, is_protected from entity where case_id = $case_id and status <> 'retired'"
_CONFIGURATION = """
select configuration from resolver_run where list_contains(cases, $case_id) order by started_at desc, run_id limit 1
"""
_WEIGHTS = """
select * from resolver_weight where case_id = $case_id and is_used order by comparison, level
"""
_GANGS = """
select member.reference, coalesce(entity.gang_id, member.entity_id) as "group"
from entity_reference as member
left join entity using (entity_id)
where member.case_id = $case_id
order by member.reference
"""
_CASE_OF = """
select case_id from entity_reference where reference in ($left, $right)
group by case_id order by count(distinct reference) desc, case_id
"""


def linking_frames(snapshot: Warehouse, case_id: str) -> dict[str, pl.DataFrame]:
    """References, pairs, evidence, cannot_links, judged_pairs, names and members of a case, with declared columns."""
    return {
        part: relation.conform(snapshot.frame(statement, {"case_id": case_id}))
        for part, (statement, relation) in _PARTS.items()
    }


def weights_in_use(snapshot: Warehouse, case_id: str) -> pl.DataFrame:
    """RESOLVER_WEIGHT of the weights that a case is resolved with; none in a snapshot made before there were others."""
    if not snapshot.execute("from duckdb_tables() where table_name = 'resolver_weight'"):
        return frames.RESOLVER_WEIGHT.empty_frame()
    return frames.RESOLVER_WEIGHT.conform(snapshot.frame(_WEIGHTS, {"case_id": case_id}))


def gangs_of_references(snapshot: Warehouse, case_id: str) -> pl.DataFrame:
    """Columns reference, group: the main gang of each reference's entity, else the entity."""
    return snapshot.frame(_GANGS, {"case_id": case_id})


def entity_labels(snapshot: Warehouse, case_id: str) -> pl.DataFrame:
    """Living entities of a case. Columns: entity_id, label, is_protected."""
    return snapshot.frame(_LABEL, {"case_id": case_id})


def run_configuration(snapshot: Warehouse, case_id: str) -> dict[str, Any]:
    """Settings of the run that last resolved the case.

    Raises:
        WarehouseError: When no run of the snapshot did.
    """
    rows = snapshot.execute(_CONFIGURATION, {"case_id": case_id})
    if not rows:
        raise WarehouseError(f"no run of case {case_id} is in the snapshot; run `steelnail run` first")
    found: dict[str, Any] = json.loads(str(rows[0][0]))
    return found


def cases_of(snapshot: Warehouse, left: str, right: str) -> list[str]:
    """Cases that hold one of two references, those with both first."""
    return [str(row[0]) for row in snapshot.execute(_CASE_OF, {"left": left, "right": right})]
