select case_id, position, reference, entity_id, pair_count, decided_count, is_checked
from frame.audit_plan
order by case_id, position;
