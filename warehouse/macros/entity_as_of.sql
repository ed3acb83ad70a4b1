-- All entities as they were believed at a moment, by the last run that was published before it. Who belongs to a
-- protected person today is masked, whatever was believed then.
create macro entity_as_of(moment) as table (
    with belief as (
        select resolver_run.run_id, resolver_run.code_version
        from resolver_run
        where
            resolver_run.finished_at <= moment::timestamp
            and resolver_run.run_id in (
                select entity_reference_history.valid_from_run from entity_reference_history
                union
                select entity_reference_history.valid_until_run from entity_reference_history
            )
        order by resolver_run.finished_at desc, resolver_run.run_id
        limit 1
    ),
    member as (
        select entity_reference_history.*, coalesce(entity.is_protected, false) as is_protected
        from entity_reference_history
        left join entity_reference
            on
                entity_reference_history.case_id = entity_reference.case_id
                and entity_reference_history.reference = entity_reference.reference
        left join entity on entity_reference.entity_id = entity.entity_id
        where
            entity_reference_history.valid_from <= moment::timestamp
            and (entity_reference_history.valid_until is null or entity_reference_history.valid_until > moment::timestamp)
    ),
    said as (
        select entity_alias_history.entity_id, string_agg(distinct entity_alias_history.alias, ', ' order by entity_alias_history.alias) as aliases
        from entity_alias_history
        where
            entity_alias_history.valid_from <= moment::timestamp
            and (entity_alias_history.valid_until is null or entity_alias_history.valid_until > moment::timestamp)
        group by entity_alias_history.entity_id
    )
    select
        member.entity_id,
        any_value(member.case_id) as case_id,
        case when bool_or(member.is_protected) then 'protected person' else any_value(said.aliases) end as aliases,
        count(*) as reference_count,
        count(*) filter (where member.kind = 'account') as account_reference_count,
        max(member.valid_from) as last_changed,
        any_value(belief.run_id) as run_id,
        any_value(belief.code_version) as code_version
    from member
    left join said on member.entity_id = said.entity_id
    left join belief on true
    group by member.entity_id
    order by 2, 1
);
comment on macro table entity_as_of is 'entity_as_of(moment): every entity as it was believed at a moment, and by which run.';
