-- Exhibits that were read once and have no way left that may be read: a later hash list differs from every one.
select reading.case_id, reading.exhibit_id
from ledger.reading
where not exists (
    select 1
    from ledger.provenance
    where
        provenance.case_id = reading.case_id
        and provenance.exhibit_id = reading.exhibit_id
        and provenance.manifest_check <> 'mismatch'
)
order by reading.case_id, reading.exhibit_id;
