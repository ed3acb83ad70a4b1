-- What edges were read from, and the decisions on them: a person is named instead of a place.
select case_id, superior_id, subordinate_id, signal, words, weight, exhibit_id, locator
from frame.reports_to_evidence
union all
select distinct
    edge.case_id,
    edge.superior_id,
    edge.subordinate_id,
    'judgement',
    decision.judged_by || ': ' || decision.reason,
    0.0,
    null,
    null
from frame.reports_to as edge
inner join frame.cluster_member as superior
    on edge.superior_id = superior.entity_id and edge.case_id = superior.case_id
inner join frame.cluster_member as subordinate
    on edge.subordinate_id = subordinate.entity_id and edge.case_id = subordinate.case_id
inner join ledger.decision_in_force as decision
    on
        decision.kind = 'reports_to'
        and decision.judgement = 'positive'
        and subordinate.reference = decision.left_reference
        and superior.reference = decision.right_reference
        and coalesce(decision.case_id, edge.case_id) = edge.case_id
order by case_id, superior_id, subordinate_id, signal, exhibit_id, locator, words;
