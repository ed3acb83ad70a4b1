-- What a gang shares with other gangs: people who are members of both, selectors of one that belong to people of the other
-- as well, wallets, sites, invite codes, apps (under all their names), scripts and ties (acquaintance: people of both who
-- talk with each other). `name` is whom a row is about, masked where he is protected; members of both come first.
create macro gang_overlap(gang_id) as table (
    with member as (
        select gang_member.entity_id from gang_member where gang_member.gang_id = gang_id
    ),
    -- An app that changed its name is one, under the first of its names.
    tool as (
        select
            worked.gang_id,
            worked.case_id,
            worked.kind,
            coalesce(worked.same_as, worked.value) as value,
            sum(worked.observation_count) as observation_count
        from gang_infrastructure as worked
        group by worked.gang_id, worked.case_id, worked.kind, coalesce(worked.same_as, worked.value)
    ),
    overlap as (
        select gang_member.gang_id as other_gang_id, 'shared member' as kind, gang_member.entity_id as what, 1 as weight
        from gang_member
        inner join member on gang_member.entity_id = member.entity_id
        where gang_member.gang_id <> gang_id
        union all
        -- Two people who share a number share it once, however many papers of each show it.
        select shared.gang_id, 'shared ' || shared.kind, shared.value, 1
        from (
            select distinct gang_member.gang_id, mine.entity_id as mine_id, other.entity_id as other_id, other.kind, other.value
            from entity_selector as mine
            inner join member on mine.entity_id = member.entity_id
            inner join entity_selector as other on mine.kind = other.kind and mine.value = other.value
            inner join gang_member on other.entity_id = gang_member.entity_id
            where
                gang_member.gang_id <> gang_id and mine.basis <> 'registration' and other.basis <> 'registration'
                -- What a member of both has is his own.
                and not exists (select 1 from member as both_sides where both_sides.entity_id = other.entity_id)
        ) as shared
        union all
        select theirs.gang_id, 'shared ' || theirs.kind, theirs.value, least(ours.observation_count, theirs.observation_count)
        from tool as ours
        inner join tool as theirs on ours.kind = theirs.kind and ours.value = theirs.value
        where ours.gang_id = gang_id and theirs.gang_id <> gang_id and ours.case_id = theirs.case_id
        union all
        select gang_tie.other_gang_id, 'tie: ' || replace(gang_tie.kind, 'shared_member', 'acquaintance'), coalesce(gang_tie.entity_id, ''), gang_tie.evidence_count
        from gang_tie
        where gang_tie.gang_id = gang_id and gang_tie.other_gang_id is not null
        union all
        select gang_tie.gang_id, 'tie: ' || replace(gang_tie.kind, 'shared_member', 'acquaintance'), coalesce(gang_tie.entity_id, ''), gang_tie.evidence_count
        from gang_tie
        where gang_tie.other_gang_id = gang_id
    )
    select
        overlap.other_gang_id,
        gang.label as other_gang,
        overlap.kind,
        overlap.what,
        sum(overlap.weight)::bigint as evidence_count,
        case when entity.is_protected then 'protected person' else entity.label end as name
    from overlap
    inner join gang on overlap.other_gang_id = gang.gang_id
    left join entity on overlap.what = entity.entity_id
    group by overlap.other_gang_id, gang.label, overlap.kind, overlap.what, entity.is_protected, entity.label
    order by overlap.kind = 'shared member' desc, evidence_count desc, overlap.other_gang_id, overlap.kind, overlap.what
);
comment on macro table gang_overlap is 'gang_overlap(gang_id): members, selectors, wallets, sites, codes, apps, scripts and ties shared with other gangs.';
