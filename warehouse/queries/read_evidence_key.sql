-- A hash of what was read of a case, in whatever order it came, and of the judgements that may concern it.
select md5(
    coalesce((
        select string_agg(exhibit_id || reading_key, '|' order by exhibit_id)
        from ledger.reading
        where case_id = $case_id
    ), '')
    || '#'
    || coalesce((
        select string_agg(judgement_id || case when is_expired then ' ended' else '' end, '|' order by judgement_id)
        from ledger.judgement
        where case_id is null or case_id = $case_id
    ), '')
) as evidence_key;
