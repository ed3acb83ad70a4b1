-- The chart of a gang, boss first: each member under the superior that is best supported. Protected persons are masked.
-- Roles are those borne in this gang; other_gangs names the further gangs of who is in several.
create macro org_chart(gang_id) as table (
    with recursive edge as (
        select
            reports_to.subordinate_id,
            reports_to.superior_id,
            reports_to.probability,
            reports_to.evidence_count,
            -- What a person decided stands, whatever the draws.
            case when reports_to.status is distinct from 'confirmed' then reports_to.kept_share end as kept_share
        from reports_to
        where reports_to.gang_id = gang_id
        qualify row_number() over (
            partition by reports_to.subordinate_id
            order by reports_to.probability desc, reports_to.evidence_count desc, reports_to.superior_id
        ) = 1
    ),
    member as (
        select gang_member.entity_id, gang_member.leadership_rank
        from gang_member
        where gang_member.gang_id = gang_id
    ),
    tree as (
        select
            member.entity_id,
            0 as depth,
            null::varchar as superior_id,
            null::double as probability,
            null::double as kept_share,
            [lpad(coalesce(member.leadership_rank, 99999)::varchar, 5, '0') || member.entity_id] as path
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
            edge.kept_share,
            list_append(
                tree.path, lpad(coalesce(member.leadership_rank, 99999)::varchar, 5, '0') || edge.subordinate_id
            )
        from tree
        inner join edge on tree.entity_id = edge.superior_id
        inner join member on edge.subordinate_id = member.entity_id
        where tree.depth < 50
    ),
    role_words as (
        select
            entity_role.entity_id,
            string_agg(distinct entity_role.role, ', ' order by entity_role.role) as roles
        from entity_role
        where entity_role.probability >= 0.5 and (entity_role.gang_id = gang_id or entity_role.gang_id is null)
        group by entity_role.entity_id
    ),
    elsewhere as (
        select
            further.entity_id,
            string_agg(coalesce(gang.label, further.gang_id), ', ' order by gang.label, further.gang_id) as other_gangs
        from gang_member as further
        inner join member on further.entity_id = member.entity_id
        left join gang on further.gang_id = gang.gang_id
        where further.gang_id <> gang_id
        group by further.entity_id
    ),
    sign_total as (
        select coercion_sign.entity_id, count(*) as coercion_signs
        from coercion_sign
        where coercion_sign.entity_id is not null
        group by coercion_sign.entity_id
    )
    select
        tree.depth,
        repeat('    ', tree.depth) || case when entity.is_protected then 'protected person' else entity.label end as chart,
        entity.entity_id,
        case when entity.is_protected then 'protected person' else entity.label end as label,
        case when entity.is_protected then null else role_words.roles end as roles,
        member.leadership_rank,
        tree.superior_id,
        round(tree.probability, 3) as probability,
        entity.status,
        entity.account_count,
        entity.message_count,
        coalesce(sign_total.coercion_signs, 0) as coercion_signs,
        round(tree.kept_share, 3) as kept_share,
        elsewhere.other_gangs
    from tree
    inner join entity on tree.entity_id = entity.entity_id
    inner join member on tree.entity_id = member.entity_id
    left join role_words on tree.entity_id = role_words.entity_id
    left join elsewhere on tree.entity_id = elsewhere.entity_id
    left join sign_total on tree.entity_id = sign_total.entity_id
    order by tree.path
);
comment on macro table org_chart is 'org_chart(gang_id): members under their best supported superior, boss first; coercion_signs are reasons to check, see coercion_sign.';
