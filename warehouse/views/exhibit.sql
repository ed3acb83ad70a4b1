-- The counts stand on the path that was read; every other way the same bytes came counts as duplicate.
with way as (
    select
        provenance.*,
        reading.status,
        reading.format,
        reading.reader,
        reading.independent_count,
        reading.problem as reading_problem,
        coalesce(reading.record_count, 0) as record_count,
        coalesce(reading.rejected_count, 0) as rejected_count,
        coalesce(reading.duplicate_count, 0) as duplicate_count,
        reading.seizure_id = provenance.seizure_id and reading.path = provenance.path as is_first
    from ledger.provenance
    left join ledger.reading
        on
            provenance.case_id = reading.case_id
            and provenance.exhibit_id = reading.exhibit_id
            and provenance.manifest_check <> 'mismatch'
    where
        -- What a hash list missed or could not be read, and a later delivery brought, is missing no more.
        provenance.exhibit_id is not null
        or not exists (
            select 1
            from ledger.provenance as brought
            where
                brought.case_id = provenance.case_id
                and brought.seizure_id = provenance.seizure_id
                and brought.path = provenance.path
                and brought.exhibit_id is not null
        )
)
select
    coalesce(exhibit_id, expected_hash) as exhibit_id,
    case_id,
    seizure_id,
    path,
    size_bytes,
    format,
    reader,
    case
        when manifest_check in ('mismatch', 'missing') then manifest_check
        when exhibit_id is null then 'missing'
        else coalesce(status, 'unread')
    end as status,
    manifest_check,
    case when is_first then record_count else 0 end as record_count,
    rejected_count,
    case when is_first then duplicate_count else duplicate_count + record_count end as duplicate_count,
    independent_count,
    coalesce(problem, case
        when manifest_check = 'mismatch'
            then 'the hash differs from the hash list (' || substr(expected_hash, 1, 16)
                || '…); the file is kept, set aside and not read: ask for it again'
        when manifest_check = 'missing' then 'the hash list names this file and nobody delivered it; ask for it'
        else reading_problem
    end) as problem
from way
order by case_id, seizure_id, path, 1;
