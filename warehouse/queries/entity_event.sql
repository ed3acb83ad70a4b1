-- Births, merges, splits and retirements of a run.
insert into ledger.entity_event (case_id, run_id, happened_at, event, entity_id, other_entity_id, reason)
select
    $case_id,
    $run_id,
    $happened_at,
    event,
    entity_id,
    other_entity_id,
    reason
from incoming_rows;
