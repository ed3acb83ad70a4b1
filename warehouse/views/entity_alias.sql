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
order by member.entity_id, form.alias_form, name.kind;
