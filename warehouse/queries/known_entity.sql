-- The ledger of ids after a resolution.
insert into ledger.known_entity (case_id, reference, entity_id)
select
    $case_id,
    reference,
    entity_id
from incoming_rows;
