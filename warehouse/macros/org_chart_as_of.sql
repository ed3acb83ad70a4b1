-- The chart of a gang as it was believed at a moment, boss first: each member under the superior best supported then,
-- with the roles of then and the run that first said so. Ids are those of then (entity_now follows them to today); who
-- belongs to a protected person today is masked.
create macro org_chart_as_of(gang_id, moment) as table (
    with recursive edge as (
        select
            reports_to_history.subordinate_id,
            reports_to_history.superior_id,
            reports_to_history.probability,
            reports_to_history.decided_by,
            reports_to_history.valid_from_run
        from reports_to_history
        where
            reports_to_history.gang_id = gang_id
            and reports_to_history.valid_from <= moment::timestamp
            and (reports_to_history.valid_until is null or reports_to_history.valid_until > moment::timestamp)
        qualify row_number() over (
            partition by reports_to_history.subordinate_id
            order by reports_to_history.probability desc, reports_to_history.superior_id
        ) = 1
    ),
    member as (
        select
            gang_member_history.entity_id,
            gang_member_history.leadership_rank,
            gang_member_history.valid_from_run,
            lpad(coalesce(gang_member_history.leadership_rank, 99999)::varchar, 5, '0')
            || gang_member_history.entity_id as place
        from gang_member_history
        where
            gang_member_history.gang_id = gang_id
            and gang_member_history.valid_from <= moment::timestamp
            and (gang_member_history.valid_until is null or gang_member_history.valid_until > moment::timestamp)
    ),
    tree as (
        select
            member.entity_id,
            0 as depth,
            null::varchar as superior_id,
            null::double as probability,
            null::varchar as decided_by,
            member.valid_from_run as run_id,
            [member.place] as path
        from member
        where not exists (
            select 1
            from edge
            inner join member as superior on edge.superior_id = superior.entity_id
            where edge.subordinate_id = member.entity_id
        )
        union all
        select
            edge.subordinate_id,
            tree.depth + 1,
            edge.superior_id,
            edge.probability,
            edge.decided_by,
            edge.valid_from_run,
            list_append(tree.path, member.place)
        from tree
        inner join edge on tree.entity_id = edge.superior_id
        inner join member on edge.subordinate_id = member.entity_id
        where tree.depth < 50
    ),
    role_words as (
        select
            entity_role_history.entity_id,
            string_agg(distinct entity_role_history.role, ', ' order by entity_role_history.role) as roles
        from entity_role_history
        where
            entity_role_history.probability >= 0.5
            and (entity_role_history.gang_id = gang_id or entity_role_history.gang_id is null)
            and entity_role_history.valid_from <= moment::timestamp
            and (entity_role_history.valid_until is null or entity_role_history.valid_until > moment::timestamp)
        group by entity_role_history.entity_id
    )
    select
        tree.depth,
        repeat('    ', tree.depth) || coalesce(believed.aliases, tree.entity_id) as chart,
        tree.entity_id,
        believed.aliases,
        case when believed.aliases = 'protected person' then null else role_words.roles end as roles,
        member.leadership_rank,
        tree.superior_id,
        round(tree.probability, 3) as probability,
        tree.decided_by,
        tree.run_id,
        resolver_run.code_version
    from tree
    inner join member on tree.entity_id = member.entity_id
    left join entity_as_of(moment) as believed on tree.entity_id = believed.entity_id
    left join role_words on tree.entity_id = role_words.entity_id
    left join resolver_run on tree.run_id = resolver_run.run_id
    order by tree.path
);
comment on macro table org_chart_as_of is 'org_chart_as_of(gang_id, moment): who was believed to be under whom at a moment, boss first, and by which run.';
