-- The roles of an entity as they were believed at a moment, on which evidence and by which run.
create macro role_as_of(entity_id, moment) as table (
    with reason as (
        select role_evidence_history.*
        from role_evidence_history
        where
            role_evidence_history.entity_id = entity_id
            and role_evidence_history.valid_from <= moment::timestamp
            and (role_evidence_history.valid_until is null or role_evidence_history.valid_until > moment::timestamp)
    )
    select
        believed.role,
        believed.gang_id,
        round(believed.probability, 3) as probability,
        believed.valid_from as believed_since,
        reason.signal,
        reason.words,
        round(reason.weight, 2) as weight,
        reason.exhibit_id,
        reason.locator,
        coalesce(reason.valid_from_run, believed.valid_from_run) as run_id,
        resolver_run.code_version,
        resolver_run.configuration
    from entity_role_history as believed
    left join reason on believed.case_id = reason.case_id and believed.role = reason.role
    left join entity_as_of(moment) as masked on believed.entity_id = masked.entity_id
    left join resolver_run on coalesce(reason.valid_from_run, believed.valid_from_run) = resolver_run.run_id
    where
        believed.entity_id = entity_id
        and believed.valid_from <= moment::timestamp
        and (believed.valid_until is null or believed.valid_until > moment::timestamp)
        and masked.aliases is distinct from 'protected person'
    order by believed.probability desc, believed.role, believed.gang_id, reason.weight desc, reason.signal, reason.exhibit_id, reason.locator
);
comment on macro table role_as_of is 'role_as_of(entity_id, moment): the roles of an entity as they were believed at a moment, on which evidence.';
