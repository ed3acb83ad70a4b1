-- Rows of frame.protected_entity of one case, in the order of their key.
select
    entity_id,
    reason,
    probability
from frame.protected_entity
where case_id = $case_id
order by entity_id;
