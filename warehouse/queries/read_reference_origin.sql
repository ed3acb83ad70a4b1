-- The seizure that each reference of a case was read from.
select
    reference.reference,
    reading.seizure_id
from frame.reference
inner join ledger.reading
    on reading.case_id = $case_id and reference.exhibit_id = reading.exhibit_id
where reference.case_id = $case_id
order by reference.reference;
