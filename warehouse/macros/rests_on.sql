-- What an entity rests on: exhibits with their seizure and what each one gives, and judgements; with the share of all
-- pieces of that kind that each one holds.
create macro rests_on(entity_id) as table (
    with piece as (
        select message.case_id, message.exhibit_id, 'message' as gives
        from message
        inner join entity_account
            on
                message.case_id = entity_account.case_id
                and message.sender_account_id = entity_account.account_id
                and coalesce(entity_account.thread_id, message.thread_id) = message.thread_id
                and (message.sent_at is null or entity_account.from_at is null
                    or message.sent_at between entity_account.from_at and entity_account.until_at)
        where entity_account.entity_id = entity_id
        union all
        select link.case_id, link_evidence.exhibit_id, 'link evidence'
        from link
        inner join link_evidence on link.link_id = link_evidence.link_id
        where link.entity_id = entity_id and link_evidence.exhibit_id is not null
        union all
        select name_observation.case_id, name_observation.exhibit_id, 'name'
        from name_observation
        inner join entity_account
            on
                name_observation.case_id = entity_account.case_id
                and name_observation.account_id = entity_account.account_id
                and (entity_account.thread_id is null or name_observation.thread_id = entity_account.thread_id)
        where entity_account.entity_id = entity_id
        union all
        select role_evidence.case_id, role_evidence.exhibit_id, 'role evidence'
        from role_evidence
        where role_evidence.entity_id = entity_id
        union all
        select entity_selector.case_id, entity_selector.exhibit_id, 'selector'
        from entity_selector
        where entity_selector.entity_id = entity_id
    ),
    counted as (
        select
            exhibit.seizure_id,
            exhibit.path,
            piece.gives,
            count(*) as piece_count,
            exhibit.manifest_check,
            piece.exhibit_id,
            null::varchar as judgement_id
        from piece
        inner join exhibit on piece.case_id = exhibit.case_id and piece.exhibit_id = exhibit.exhibit_id
        group by exhibit.seizure_id, exhibit.path, piece.gives, exhibit.manifest_check, piece.exhibit_id
        union all
        select
            null,
            judgement.judged_by || ': ' || judgement.reason,
            'judgement on ' || judgement.kind,
            1,
            null,
            null,
            judgement.judgement_id
        from judgement
        where
            judgement.is_in_force
            and judgement.judgement in ('positive', 'negative')
            and (judgement.entity_id = entity_id or judgement.other_entity_id = entity_id)
    )
    select
        counted.seizure_id,
        counted.path,
        counted.gives,
        counted.piece_count,
        counted.manifest_check,
        counted.exhibit_id,
        counted.judgement_id,
        round(counted.piece_count / sum(counted.piece_count) over (partition by counted.gives), 4) as share
    from counted
    order by counted.seizure_id nulls last, counted.path, counted.gives
);
comment on macro table rests_on is 'rests_on(entity_id): exhibits, seizures and judgements an entity rests on, what each gives, and its share of that.';
