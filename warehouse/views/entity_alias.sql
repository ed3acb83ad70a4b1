-- Names by entity; what a person decided on a name of one of its references holds for the whole entity.
with decided as (
    select
        member.entity_id,
        form.alias_form,
        arg_max(decision.judgement, (decision.judged_at, decision.entry_name)) as judgement,
        arg_max(decision.judged_by, (decision.judged_at, decision.entry_name)) as judged_by
    from ledger.decision_in_force as decision
    inner join frame.cluster_member as member
        on
            decision.left_reference = member.reference
            and coalesce(decision.case_id, member.case_id) = member.case_id
    inner join frame.name_form as form
        on
            member.case_id = form.case_id
            and lower(substr(decision.right_reference, length('name:') + 1)) in (lower(form.name), form.alias_form)
    where decision.kind = 'alias' and decision.judgement in ('positive', 'negative')
    group by member.entity_id, form.alias_form
),
seen as (
    select
        member.entity_id,
        member.case_id,
        arg_max(name.name, (name.observation_count, name.name)) as alias,
        form.alias_form,
        name.kind,
        max(member.probability) as probability,
        sum(name.observation_count)::bigint as observation_count,
        min(name.first_seen_at) as first_seen,
        max(name.last_seen_at) as last_seen
    from frame.cluster_member as member
    inner join frame.reference_name as name
        on member.case_id = name.case_id and member.reference = name.reference
    inner join frame.name_form as form on name.case_id = form.case_id and name.name = form.name
    group by member.entity_id, member.case_id, form.alias_form, name.kind
)
select
    seen.entity_id,
    seen.case_id,
    seen.alias,
    seen.alias_form,
    seen.kind,
    case decided.judgement when 'positive' then 0.999 when 'negative' then 0.001 else seen.probability end as probability,
    seen.observation_count,
    seen.first_seen,
    seen.last_seen,
    case decided.judgement when 'positive' then 'confirmed' when 'negative' then 'rejected' else 'seen' end as status,
    coalesce(decided.judged_by, 'evidence') as decided_by
from seen
left join decided on seen.entity_id = decided.entity_id and seen.alias_form = decided.alias_form
order by seen.entity_id, seen.alias_form, seen.kind;
