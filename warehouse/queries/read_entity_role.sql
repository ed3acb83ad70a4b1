-- Rows of frame.entity_role of one case, in the order of their key.
select
    entity_id,
    gang_id,
    role,
    probability,
    from_at,
    until_at,
    evidence_count,
    decided_by
from frame.entity_role
where case_id = $case_id
order by entity_id, gang_id, role;
