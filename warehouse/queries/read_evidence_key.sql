-- A hash of what was read of a case, in the order in which exhibits count as known, and of the judgements that may
-- concern it.
select md5(
    coalesce((
        select string_agg(
            reading.exhibit_id || reading.reading_key,
            '|'
            order by known.exhibit_order nulls last, reading.exhibit_id
        )
        from ledger.reading
        left join ledger.exhibit_order as known
            on known.case_id = $case_id and reading.exhibit_id = known.exhibit_id
        where reading.case_id = $case_id
    ), '')
    || '#'
    || coalesce((
        select string_agg(judgement_id || case when is_expired then ' ended' else '' end, '|' order by judgement_id)
        from ledger.judgement
        where case_id is null or case_id = $case_id
    ), '')
) as evidence_key;
