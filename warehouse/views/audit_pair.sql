select case_id, position, left_reference, right_reference, why, verdict
from frame.audit_pair
order by case_id, position, why, left_reference, right_reference;
