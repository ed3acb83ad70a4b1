select
    den_id,
    case_id,
    entity_id,
    gang_id,
    from_at,
    until_at,
    probability,
    evidence_count
from frame.den_member
order by case_id, den_id, entity_id;
