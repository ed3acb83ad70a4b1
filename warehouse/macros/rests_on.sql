-- The exhibits an entity rests on, with what each one gives.
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
    )
    select
        exhibit.seizure_id,
        exhibit.path,
        piece.gives,
        count(*) as piece_count,
        exhibit.manifest_check,
        piece.exhibit_id
    from piece
    inner join exhibit on piece.case_id = exhibit.case_id and piece.exhibit_id = exhibit.exhibit_id
    group by exhibit.seizure_id, exhibit.path, piece.gives, exhibit.manifest_check, piece.exhibit_id
    order by exhibit.seizure_id, exhibit.path, piece.gives
);
comment on macro table rests_on is 'rests_on(entity_id): the exhibits an entity rests on and what each gives.';
