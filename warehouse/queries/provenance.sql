-- The same file delivered twice to a seizure under one path is one way; a second `add` may bring its manifest check.
merge into ledger.provenance as known
using (
    select
        $case_id as case_id,
        $seizure_id as seizure_id,
        $entry_name as first_entry,
        *
    from incoming_rows
) as delivered
    on
        known.case_id = delivered.case_id
        and known.seizure_id = delivered.seizure_id
        and known.path = delivered.path
        and known.exhibit_id is not distinct from delivered.exhibit_id
when matched then update set
    manifest_check = case when delivered.manifest_check <> 'none' then delivered.manifest_check else known.manifest_check end,
    expected_hash = coalesce(delivered.expected_hash, known.expected_hash),
    problem = delivered.problem,
    taken_status = delivered.taken_status,
    first_entry = least(known.first_entry, delivered.first_entry)
when not matched then insert (
    case_id, seizure_id, path, exhibit_id, size_bytes, manifest_check, expected_hash, problem, taken_status, first_entry
) values (
    delivered.case_id,
    delivered.seizure_id,
    delivered.path,
    delivered.exhibit_id,
    delivered.size_bytes,
    delivered.manifest_check,
    delivered.expected_hash,
    delivered.problem,
    delivered.taken_status,
    delivered.first_entry
);
