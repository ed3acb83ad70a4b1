-- The counts stand on the path that was read; every other way the same bytes came counts as duplicate, and so do
-- messages that another exhibit already gave.
with copied as (
    -- Words that a message passes on are rows of their own (LOCATOR#…) and no records.
    select
        message.case_id,
        message.exhibit_id,
        count(*) filter (
            where message.forwarded_from is null or not contains(message.locator, '#')
        ) as copy_count
    from record.stored_message as message
    semi join frame.message_copy as copy
        on message.case_id = copy.case_id and message.message_id = copy.message_id
    group by message.case_id, message.exhibit_id
),
way as (
    select
        provenance.*,
        reading.status,
        reading.format,
        reading.reader,
        reading.independent_count,
        reading.problem as reading_problem,
        coalesce(reading.record_count, 0) as record_count,
        least(coalesce(copied.copy_count, 0), coalesce(reading.record_count, 0)) as copy_count,
        coalesce(reading.rejected_count, 0) as rejected_count,
        coalesce(reading.duplicate_count, 0) as duplicate_count,
        reading.seizure_id = provenance.seizure_id and reading.path = provenance.path as is_first
    from ledger.provenance
    left join ledger.reading
        on
            provenance.case_id = reading.case_id
            and provenance.exhibit_id = reading.exhibit_id
            and provenance.manifest_check <> 'mismatch'
    left join copied
        on reading.case_id = copied.case_id and reading.exhibit_id = copied.exhibit_id
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
        when status is null then 'unread'
        -- What taking an archive apart found, or a member that did not come whole, outranks a reading that went well.
        when taken_status in ('unsupported', 'rejected') then taken_status
        when taken_status = 'partial' and status = 'read' then taken_status
        -- A later volume of a split archive has no format of its own.
        when taken_status = 'read' and status = 'unsupported' then taken_status
        else status
    end as status,
    manifest_check,
    case when is_first then record_count - copy_count else 0 end as record_count,
    rejected_count,
    case when is_first then duplicate_count + copy_count else duplicate_count + record_count end as duplicate_count,
    independent_count,
    nullif(concat_ws('; ', problem, case
        when manifest_check = 'mismatch'
            then 'the hash differs from the hash list (' || substr(expected_hash, 1, 16)
                || '…); the file is kept, set aside and not read: ask for it again'
        when manifest_check = 'missing' then 'the hash list names this file and nobody delivered it; ask for it'
        when taken_status is null or status <> 'unsupported' then reading_problem
    end), '') as problem
from way
order by case_id, seizure_id, path, 1;
