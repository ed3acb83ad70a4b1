-- One entity at a glance, as sections of rows; a protected person's names, accounts and selectors are masked.
create macro entity_card(entity_id) as table (
    with person as (
        select
            entity.*,
            case when entity.is_protected then 'protected person' else entity.label end as shown
        from entity
        where entity.entity_id = entity_id
    ),
    of_several as (
        select count(*) as gang_count from gang_member inner join person on gang_member.entity_id = person.entity_id
    ),
    by_place as (
        select role_evidence.role
        from role_evidence
        inner join person on role_evidence.entity_id = person.entity_id
        group by role_evidence.role
        having bool_and(role_evidence.signal = 'placed')
    ),
    line as (
        select 1 as part, 'entity' as section, person.shown as item,
            person.status || ', case ' || person.case_id || case when person.is_protected then ', protected: masked here' else '' end
                as detail,
            null::double as probability, person.first_seen as from_at, person.last_seen as until_at, person.message_count as weight
        from person
        union all
        select 2, 'alias', entity_alias.alias, case
                when entity_alias.kind = 'judgement' then 'decided by ' || entity_alias.decided_by
                else entity_alias.kind || ', seen ' || entity_alias.observation_count || ' times'
            end,
            entity_alias.probability, entity_alias.first_seen, entity_alias.last_seen, entity_alias.observation_count
        from entity_alias
        inner join person on entity_alias.entity_id = person.entity_id and not person.is_protected
        where entity_alias.status <> 'rejected'
        union all
        select 3, 'account', entity_account.account_id, entity_account.message_count || ' messages; ' || entity_account.reference,
            entity_account.probability, entity_account.from_at, entity_account.until_at, entity_account.message_count
        from entity_account
        inner join person on entity_account.entity_id = person.entity_id and not person.is_protected
        union all
        select 4, 'role', entity_role.role, role.label_en || ' / ' || role.label_zh || '; ' || case
                when entity_role.status = 'confirmed' then 'decided by ' || entity_role.decided_by
                when by_place.role is not null
                    then 'only by the place in the line of command / ' || '仅凭层级位置'
                else entity_role.evidence_count || ' pieces of evidence'
            end || case when of_several.gang_count > 1 then '; in ' || coalesce(gang.label, entity_role.gang_id) else '' end,
            entity_role.probability, entity_role.from_at, entity_role.until_at, entity_role.evidence_count
        from entity_role
        inner join person on entity_role.entity_id = person.entity_id
        left join role on entity_role.role = role.role
        left join gang on entity_role.gang_id = gang.gang_id
        left join by_place on entity_role.role = by_place.role
        cross join of_several
        union all
        select 4, 'role', 'not known', 'role not known / 角色不明', null, null, null, 0
        from person
        cross join of_several
        where not person.is_protected and of_several.gang_count > 0 and not exists (
                select 1 from entity_role where entity_role.entity_id = person.entity_id
            )
        union all
        select 5, 'coercion', coercion_sign.kind,
            coercion_sign.sentence_en || ' ' || coercion_sign.sentence_zh || ' (' || replace(coercion_sign.basis, '_', ' ')
                || ', ' || count(*) || ' messages)',
            null, min(coercion_sign.seen_at), max(coercion_sign.seen_at), count(*)
        from coercion_sign
        inner join person on coercion_sign.entity_id = person.entity_id
        group by coercion_sign.kind, coercion_sign.basis, coercion_sign.sentence_en, coercion_sign.sentence_zh
        union all
        select 6, 'gang', gang.label,
            gang.gang_id || coalesce('; rank ' || gang_member.leadership_rank, '')
                || case
                    when of_several.gang_count = 1 then ''
                    when gang_member.is_main then '; main gang of ' || of_several.gang_count
                    else '; further gang'
                end,
            gang_member.share, gang_member.from_at, gang_member.until_at, gang.member_count
        from gang_member
        inner join person on gang_member.entity_id = person.entity_id
        inner join gang on gang_member.gang_id = gang.gang_id
        cross join of_several
        union all
        select 7, 'den', den.label,
            den.kind || ', ' || den.den_id || '; ' || den_member.evidence_count || ' pieces of evidence',
            den_member.probability, den_member.from_at, den_member.until_at, den_member.evidence_count
        from den_member
        inner join person on den_member.entity_id = person.entity_id and not person.is_protected
        inner join den on den_member.den_id = den.den_id
        union all
        select 8, 'superior', case when other.is_protected then 'protected person' else other.label end,
            other.entity_id || '; ' || case
                when reports_to.status = 'confirmed' then 'decided by ' || reports_to.decided_by
                else reports_to.evidence_count || ' pieces of evidence'
            end || case when of_several.gang_count > 1 then '; in ' || coalesce(gang.label, reports_to.gang_id) else '' end,
            reports_to.probability, null, null, reports_to.evidence_count
        from reports_to
        inner join person on reports_to.subordinate_id = person.entity_id
        inner join entity as other on reports_to.superior_id = other.entity_id
        left join gang on reports_to.gang_id = gang.gang_id
        cross join of_several
        union all
        select 9, 'subordinate', case when other.is_protected then 'protected person' else other.label end,
            other.entity_id || '; ' || case
                when reports_to.status = 'confirmed' then 'decided by ' || reports_to.decided_by
                else reports_to.evidence_count || ' pieces of evidence'
            end || case when of_several.gang_count > 1 then '; in ' || coalesce(gang.label, reports_to.gang_id) else '' end,
            reports_to.probability, null, null, reports_to.evidence_count
        from reports_to
        inner join person on reports_to.superior_id = person.entity_id
        inner join entity as other on reports_to.subordinate_id = other.entity_id
        left join gang on reports_to.gang_id = gang.gang_id
        cross join of_several
        union all
        select 10, 'identity', coalesce(entity_identity.real_name, 'name unknown'),
            entity_identity.relation || coalesce(', document ' || entity_identity.document_number, '')
                || case
                    when entity_identity.status = 'confirmed' then ' (the operator, as ' || entity_identity.decided_by || ' decided)'
                    when entity_identity.status = 'rejected' then ' (not the operator, as ' || entity_identity.decided_by || ' decided)'
                    when entity_identity.relation = 'registrant' then ' (the registrant is not the operator by that alone)'
                    else ''
                end,
            entity_identity.probability, null, null, entity_identity.evidence_count
        from entity_identity
        inner join person on entity_identity.entity_id = person.entity_id and not person.is_protected
        union all
        select 11, 'selector', entity_selector.kind || ' ' || entity_selector.value, entity_selector.basis,
            entity_selector.probability, null, null, entity_selector.observation_count
        from entity_selector
        inner join person on entity_selector.entity_id = person.entity_id and not person.is_protected
        union all
        select 12, 'history', entity_event.event,
            case
                when person.entity_id is null or other.is_protected then 'protected person: masked here'
                else entity_event.reason
            end,
            null, entity_event.happened_at, null, 0
        from entity_event
        left join person on entity_event.entity_id = person.entity_id and not person.is_protected
        left join entity as other on entity_event.other_entity_id = other.entity_id
        where entity_event.entity_id = entity_id
    )
    select line.section, line.item, line.detail, round(line.probability, 3) as probability, line.from_at, line.until_at
    from line
    order by line.part, line.probability desc nulls last, line.weight desc, line.item, line.detail
);
comment on macro table entity_card is 'entity_card(entity_id): names, accounts, roles, signs of coercion, gang, dens, superiors, identities, selectors and history of one entity.';
