select gang_id, case_id, entity_id, share, from_at, until_at, leadership_rank, is_main
from frame.gang_member
order by gang_id, leadership_rank nulls last, entity_id;
