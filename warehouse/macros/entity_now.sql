-- What became of an entity: itself while it lives, and whoever it was merged into or parted from since, the heir of most
-- of its references first. Ids are never given twice, so following events forward in time ends.
create macro entity_now(entity_id) as table (
    with recursive way(id, since, reason) as (
        select asked.id, null::timestamp, 'it goes on under its id'
        from (select entity_id as id) as asked
        where
            exists (select 1 from entity_event where entity_event.entity_id = asked.id)
            or exists (select 1 from entity where entity.entity_id = asked.id)
        union all
        select
            case when entity_event.event = 'merged' then entity_event.other_entity_id else entity_event.entity_id end,
            entity_event.happened_at,
            entity_event.event || ' ' || strftime(entity_event.happened_at, '%Y-%m-%d') || ': ' || entity_event.reason
        from way
        inner join entity_event
            on
                (
                    entity_event.event = 'merged' and entity_event.entity_id = way.id
                    or entity_event.event = 'split' and entity_event.other_entity_id = way.id
                )
                and (way.since is null or entity_event.happened_at >= way.since)
    ),
    met as (
        select way.id, max(way.since) as since, arg_max(way.reason, coalesce(way.since, timestamp '1900-01-01')) as reason
        from way
        group by way.id
    ),
    once_held as (
        select distinct entity_reference_history.case_id, entity_reference_history.reference
        from entity_reference_history
        where entity_reference_history.entity_id = entity_id
    ),
    inherited as (
        select entity_reference.entity_id as id, count(*) as reference_count
        from once_held
        inner join entity_reference
            on once_held.case_id = entity_reference.case_id and once_held.reference = entity_reference.reference
        group by entity_reference.entity_id
    ),
    living as (
        select met.*, coalesce(entity.status, 'retired') as status, coalesce(entity.is_protected, false) as is_protected
        from met
        left join entity on met.id = entity.entity_id
    )
    select
        living.id as entity_id,
        living.status,
        coalesce(inherited.reference_count, 0) as reference_count,
        living.since,
        case when living.is_protected then 'protected person: masked here' else living.reason end as reason
    from living
    left join inherited on living.id = inherited.id
    where
        living.status <> 'retired'
        or living.id = entity_id and not exists (select 1 from living as other where other.status <> 'retired')
    order by coalesce(inherited.reference_count, 0) desc, living.since nulls first, living.id
);
comment on macro table entity_now is 'entity_now(old_id): the entities that an id means today, following merges and splits, the heir of most references first.';
