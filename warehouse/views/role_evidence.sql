-- What roles were read from, and the decisions on them: a person is named instead of a place.
select entity_id, case_id, role, signal, words, weight, seen_at, exhibit_id, locator
from frame.role_evidence
union all
select
    role.entity_id,
    role.case_id,
    role.role,
    'judgement',
    decision.judged_by || ': ' || decision.reason,
    0.0,
    decision.judged_at,
    null,
    null
from frame.entity_role as role
inner join frame.cluster_member as member on role.entity_id = member.entity_id and role.case_id = member.case_id
inner join ledger.decision_in_force as decision
    on
        decision.kind = 'role'
        and decision.judgement = 'positive'
        and member.reference = decision.left_reference
        and decision.right_reference = 'role:' || role.role
        and coalesce(decision.case_id, role.case_id) = role.case_id
order by entity_id, role, signal, exhibit_id, locator, words;
