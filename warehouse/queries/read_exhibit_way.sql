-- Each readable exhibit of a case by the way that tells most of it, with what its last reading depended on. Which of two
-- seizures with the same file was delivered first tells nothing of the file: one that names a time zone and owners is
-- taken before one that doesn't, then the first by name.
with way as (
    select
        provenance.case_id,
        provenance.seizure_id,
        provenance.exhibit_id,
        provenance.path,
        seizure.timezone,
        seizure.owners
    from ledger.provenance
    inner join ledger.seizure
        on provenance.case_id = seizure.case_id and provenance.seizure_id = seizure.seizure_id
    where provenance.exhibit_id is not null and provenance.manifest_check <> 'mismatch'
    qualify row_number() over (
        partition by provenance.case_id, provenance.exhibit_id
        order by
            seizure.timezone is null, len(seizure.owners) = 0, provenance.seizure_id, provenance.path
    ) = 1
)
select
    way.case_id,
    way.seizure_id,
    way.exhibit_id,
    way.path,
    way.timezone,
    way.owners,
    reading.reading_key,
    reading.companions_key
from way
left join ledger.reading
    on way.case_id = reading.case_id and way.exhibit_id = reading.exhibit_id
where
    ($case_id is null or way.case_id = $case_id)
    and ($seizure_id is null or way.seizure_id = $seizure_id)
order by way.case_id, way.seizure_id, way.path;
