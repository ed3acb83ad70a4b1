"""What the outside may rely on: every relation, column and macro of the contract is published; it may only grow."""

import pytest

from warehouse.publish import macro_names
from warehouse.schema.published import PUBLISHED_RELATIONS

CONTRACT = {
    "start_here": "",
    "seizure": "case_id seizure_id timezone owners",
    "exhibit": "exhibit_id case_id seizure_id path size_bytes format reader status manifest_check record_count "
    "rejected_count duplicate_count",
    "account": "account_id platform native_id first_seen last_seen message_count",
    "registration": "registration_id account_id identity_id platform native_id real_name document_number phone "
    "registered_at ip device bank_card exhibit_id locator",
    "thread": "",
    "name_observation": "",
    "contact": "",
    "message": "message_id platform thread_id sender_account_id sent_at time_basis text exhibit_id locator",
    "mention": "message_id start_offset end_offset text alias_form entity_id probability",
    "entity": "entity_id case_id label gang_id status is_protected alias_count account_count message_count first_seen "
    "last_seen",
    "entity_alias": "entity_id alias alias_form kind probability observation_count first_seen last_seen",
    "alias_view": "alias_form view value",
    "entity_account": "entity_id account_id platform native_id from_at until_at probability",
    "entity_identity": "entity_id identity_id real_name document_number relation probability",
    "entity_selector": "entity_id kind value probability observation_count",
    "entity_role": "entity_id gang_id role probability from_at until_at evidence_count",
    "role": "role family label_en label_zh description",
    "reports_to": "gang_id superior_id subordinate_id probability evidence_count",
    "act": "",
    "role_evidence": "exhibit_id locator",
    "reports_to_evidence": "exhibit_id locator",
    "gang": "gang_id case_id label member_count first_seen last_seen",
    "gang_member": "gang_id entity_id share from_at until_at leadership_rank is_main",
    "den": "den_id case_id label kind first_seen last_seen member_count evidence_count",
    "den_member": "den_id entity_id gang_id from_at until_at probability evidence_count",
    "den_evidence": "den_id entity_id exhibit_id locator",
    "gang_infrastructure": "gang_id kind value same_as first_seen last_seen observation_count exhibit_id locator",
    "gang_tie": "gang_id other_gang_id entity_id kind probability evidence_count",
    "link": "link_id left_reference right_reference entity_id match_weight match_probability status decided_by",
    "link_evidence": "link_id family comparison value_l value_r weight sentence_en sentence_zh exhibit_id locator",
    "link_evidence_source": "link_id exhibit_id locator",
    "judgement": "",
    "entity_event": "run_id happened_at event entity_id other_entity_id reason",
    "resolver_run": "",
    "quality": "",
    "review_queue": "",
}
MACROS = {"who_is", "why", "why_not", "entity_card", "org_chart", "gang_overlap", "rests_on"}


@pytest.mark.parametrize("name", CONTRACT)
def test_relation_is_published_with_its_columns(name: str):
    """Each promised relation has at least its promised columns."""
    published = {relation.name: relation.column_names for relation in PUBLISHED_RELATIONS}
    assert set(CONTRACT[name].split()) <= set(published[name])


def test_macros_are_published():
    """Each promised question can be asked."""
    assert set(macro_names()) >= MACROS
