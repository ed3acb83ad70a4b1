select
    name.case_id,
    name.reference,
    arg_max(name.name, (name.observation_count, name.name)) as alias,
    form.alias_form,
    name.kind,
    sum(name.observation_count)::bigint as observation_count,
    min(name.first_seen_at) as first_seen,
    max(name.last_seen_at) as last_seen,
    arg_min(name.exhibit_id, (name.exhibit_id, name.locator)) as exhibit_id,
    arg_min(name.locator, (name.exhibit_id, name.locator)) as locator
from frame.reference_name as name
inner join frame.cluster_member as member on name.case_id = member.case_id and name.reference = member.reference
inner join frame.name_form as form on name.case_id = form.case_id and name.name = form.name
group by name.case_id, name.reference, form.alias_form, name.kind
order by name.case_id, name.reference, form.alias_form, name.kind;
