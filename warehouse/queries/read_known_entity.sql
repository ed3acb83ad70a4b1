-- References with the entity they belonged to after the last run.
select
    reference,
    entity_id
from ledger.known_entity
where case_id = $case_id
order by reference;
