select
    entity_id,
    case_id,
    gang_id,
    role,
    probability,
    from_at,
    until_at,
    evidence_count,
    case when decided_by is null then 'lead' else 'confirmed' end as status,
    coalesce(decided_by, 'evidence') as decided_by
from frame.entity_role
order by entity_id, gang_id, role;
