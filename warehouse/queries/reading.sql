-- How the reading of an exhibit ended.
insert into ledger.reading (
    case_id, exhibit_id, seizure_id, path, reading_key, status, format, reader,
    record_count, rejected_count, duplicate_count, independent_count, problem, companions_key
) values (
    $case_id, $exhibit_id, $seizure_id, $path, $reading_key, $status, $format, $reader,
    $record_count, $rejected_count, $duplicate_count, $independent_count, $problem, $companions_key
);
