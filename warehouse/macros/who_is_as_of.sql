-- Entities that answered to a name at a moment, as it was believed then: by the name, its form or a view of it.
create macro who_is_as_of(name, moment) as table (
    with looked_up as (
        select lower(trim(name)) as alias_form
        union
        select alias_view.alias_form from alias_view where alias_view.value = lower(trim(name))
    ),
    hit as (
        select
            entity_alias_history.entity_id,
            string_agg(distinct entity_alias_history.alias, ', ' order by entity_alias_history.alias) as matched_alias,
            min(case when lower(entity_alias_history.alias) = lower(trim(name)) then 0 else 1 end) as distance
        from entity_alias_history
        where
            (
                lower(entity_alias_history.alias) = lower(trim(name))
                or entity_alias_history.alias_form in (select looked_up.alias_form from looked_up)
            )
            and entity_alias_history.valid_from <= moment::timestamp
            and (entity_alias_history.valid_until is null or entity_alias_history.valid_until > moment::timestamp)
        group by entity_alias_history.entity_id
    )
    select
        believed.entity_id,
        believed.case_id,
        case when believed.aliases = 'protected person' then null else hit.matched_alias end as matched_alias,
        believed.aliases,
        believed.reference_count,
        believed.run_id,
        believed.code_version
    from hit
    inner join entity_as_of(moment) as believed on hit.entity_id = believed.entity_id
    order by hit.distance, believed.reference_count desc, believed.entity_id
);
comment on macro table who_is_as_of is 'who_is_as_of(name, moment): entities that answered to a name at a moment, as it was believed then.';
