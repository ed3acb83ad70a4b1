-- The roles of an entity as they were believed at a moment, on which evidence and by which run.
create macro role_as_of(entity_id, moment) as table (
    with reason as (
        select role_evidence_history.*
        from role_evidence_history
        where
            role_evidence_history.entity_id = entity_id
            and role_evidence_history.valid_from <= moment::timestamp
            and (role_evidence_history.valid_until is null or role_evidence_history.valid_until > moment::timestamp)
    ),
    role_then as (
        select
            entity_role_history.*,
            row_number() over (
                partition by entity_role_history.case_id, entity_role_history.role
                order by entity_role_history.probability desc, entity_role_history.gang_id
            ) as place
        from entity_role_history
        where
            entity_role_history.entity_id = entity_id
            and entity_role_history.valid_from <= moment::timestamp
            and (entity_role_history.valid_until is null or entity_role_history.valid_until > moment::timestamp)
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
    from role_then as believed
    -- Evidence of a role that somebody had in two gangs is told once.
    left join reason on believed.case_id = reason.case_id and believed.role = reason.role and believed.place = 1
    left join entity_as_of(moment) as masked on believed.entity_id = masked.entity_id
    left join resolver_run on coalesce(reason.valid_from_run, believed.valid_from_run) = resolver_run.run_id
    where
        masked.aliases is distinct from 'protected person'
    order by believed.probability desc, believed.role, believed.gang_id, reason.weight desc, reason.signal, reason.exhibit_id, reason.locator
);
comment on macro table role_as_of is 'role_as_of(entity_id, moment): the roles of an entity as they were believed at a moment, on which evidence.';
