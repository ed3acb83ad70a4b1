select gang_id, case_id, label, member_count, first_seen, last_seen
from frame.gang
order by case_id, gang_id;
