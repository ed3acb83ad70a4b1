select entity_id, case_id, gang_id, role, probability, from_at, until_at, evidence_count
from frame.entity_role
order by entity_id, gang_id, role;
