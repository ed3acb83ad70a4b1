select
    change.case_id,
    change.resolver,
    change.position,
    change.change,
    change.reference,
    change.cluster_before,
    change.cluster_after,
    change.is_used,
    member.entity_id
from frame.resolver_change as change
left join frame.cluster_member as member on change.case_id = member.case_id and change.reference = member.reference
order by change.case_id, change.resolver, change.position, change.reference;
