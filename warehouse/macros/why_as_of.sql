-- What an entity was believed to be at a moment: each reference, the links that tied it then, their evidence, who or what
-- decided, and the run (its code version and configuration) that first said so.
create macro why_as_of(entity_id, moment) as table (
    with tie as (
        select link_history.*
        from link_history
        where
            link_history.entity_id = entity_id
            and link_history.valid_from <= moment::timestamp
            and (link_history.valid_until is null or link_history.valid_until > moment::timestamp)
    ),
    reason as (
        select link_evidence_history.*
        from link_evidence_history
        where
            link_evidence_history.valid_from <= moment::timestamp
            and (link_evidence_history.valid_until is null or link_evidence_history.valid_until > moment::timestamp)
    )
    select
        member.reference,
        member.probability,
        member.valid_from as member_since,
        tie.link_id,
        case when tie.left_reference = member.reference then tie.right_reference else tie.left_reference end as tied_to,
        tie.match_weight,
        tie.status,
        tie.decided_by,
        reason.comparison,
        round(reason.weight, 2) as weight,
        reason.sentence_en,
        reason.exhibit_id,
        reason.locator,
        coalesce(reason.valid_from_run, tie.valid_from_run, member.valid_from_run) as run_id,
        resolver_run.code_version,
        resolver_run.configuration
    from entity_reference_history as member
    left join tie
        on
            member.case_id = tie.case_id
            and (member.reference = tie.left_reference or member.reference = tie.right_reference)
    left join reason on tie.link_id = reason.link_id
    left join resolver_run
        on coalesce(reason.valid_from_run, tie.valid_from_run, member.valid_from_run) = resolver_run.run_id
    where
        member.entity_id = entity_id
        and member.valid_from <= moment::timestamp
        and (member.valid_until is null or member.valid_until > moment::timestamp)
    order by member.reference, tie.match_weight desc nulls last, tie.link_id, reason.weight desc, reason.comparison, reason.locator
);
comment on macro table why_as_of is 'why_as_of(entity_id, moment): what an entity was believed to be at a moment, on which evidence, decided by whom and by which run.';
