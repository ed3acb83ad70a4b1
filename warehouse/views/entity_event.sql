select case_id, run_id, happened_at, event, entity_id, other_entity_id, reason
from ledger.entity_event
order by happened_at, case_id, event, entity_id, other_entity_id;
