-- Whom an entity was believed to answer to at a moment, and who to it, on which evidence, decided by whom and by which run.
create macro reports_to_as_of(entity_id, moment) as table (
    with edge as (
        select
            reports_to_history.*,
            case
                when reports_to_history.subordinate_id = entity_id then reports_to_history.superior_id
                else reports_to_history.subordinate_id
            end as other_id
        from reports_to_history
        where
            (reports_to_history.subordinate_id = entity_id or reports_to_history.superior_id = entity_id)
            and reports_to_history.valid_from <= moment::timestamp
            and (reports_to_history.valid_until is null or reports_to_history.valid_until > moment::timestamp)
    ),
    reason as (
        select reports_to_evidence_history.*
        from reports_to_evidence_history
        where
            reports_to_evidence_history.valid_from <= moment::timestamp
            and (
                reports_to_evidence_history.valid_until is null
                or reports_to_evidence_history.valid_until > moment::timestamp
            )
    )
    select
        case when edge.superior_id = edge.other_id then 'superior' else 'subordinate' end as other_is,
        edge.other_id,
        other.aliases as other_aliases,
        edge.gang_id,
        round(edge.probability, 3) as probability,
        edge.status,
        edge.decided_by,
        edge.valid_from as believed_since,
        reason.signal,
        reason.words,
        round(reason.weight, 2) as weight,
        reason.exhibit_id,
        reason.locator,
        coalesce(reason.valid_from_run, edge.valid_from_run) as run_id,
        resolver_run.code_version,
        resolver_run.configuration
    from edge
    left join reason
        on
            edge.case_id = reason.case_id
            and edge.superior_id = reason.superior_id
            and edge.subordinate_id = reason.subordinate_id
    left join entity_as_of(moment) as other on edge.other_id = other.entity_id
    left join resolver_run on coalesce(reason.valid_from_run, edge.valid_from_run) = resolver_run.run_id
    order by 1 desc, edge.probability desc, edge.other_id, reason.weight desc, reason.signal, reason.exhibit_id, reason.locator
);
comment on macro table reports_to_as_of is 'reports_to_as_of(entity_id, moment): whom an entity was believed to answer to at a moment and who to it, on which evidence.';
