-- Every decision with what became of it; the entities are those of the references now.
with placed as (
    select
        decision.judgement_id,
        min(left_member.entity_id) as entity_id,
        min(right_member.entity_id) as other_entity_id
    from ledger.decision
    left join snapshot.entity_reference as left_member
        on
            decision.left_reference = left_member.reference
            and coalesce(decision.case_id, left_member.case_id) = left_member.case_id
    left join snapshot.entity_reference as right_member
        on
            decision.right_reference = right_member.reference
            and coalesce(decision.case_id, right_member.case_id) = right_member.case_id
    group by decision.judgement_id
)
select
    decision.judgement_id,
    decision.case_id,
    decision.kind,
    decision.left_reference,
    decision.right_reference,
    decision.judgement,
    decision.reason,
    decision.judged_by,
    decision.judged_at,
    decision.expires_at,
    holding.judgement_id is not null as is_in_force,
    case
        when decision.judgement = 'withdrawn' or decision.is_expired then 'ended'
        when holding.judgement_id is null then 'superseded'
        when placed.entity_id is null or (decision.kind in ('pair', 'reports_to') and placed.other_entity_id is null)
            then 'meets nothing'
        when decision.judgement = 'positive' then 'confirmed'
        when decision.judgement = 'negative' then 'rejected'
        else 'open'
    end as status,
    placed.entity_id,
    placed.other_entity_id
from ledger.decision
inner join placed on decision.judgement_id = placed.judgement_id
left join ledger.decision_in_force as holding on decision.judgement_id = holding.judgement_id
order by decision.judged_at, decision.judgement_id;
