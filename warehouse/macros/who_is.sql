-- Entities that answer to a name, best first: the name as asked, then other views of it (pinyin, emoji, …), the nearer to
-- the name the earlier, what it means or is composed of last (view_distance, as resolvers declare it); within each
-- those known by the name before those whose id it is, bearers of accounts before bare list rows, the surer and the one
-- seen under it and heard of most before the others.
create macro who_is(name) as table (
    with view_distance("view", distance) as (
        values
            ('form', 0),
            ('raw', 0),
            ('traditional', 0),
            ('cantonese', 2),
            ('digits', 2),
            ('emoji_sign', 2),
            ('emoji_words', 2),
            ('romanised', 2),
            ('taiwan', 2),
            ('called', 3),
            ('glyph', 3),
            ('homophone', 3),
            ('inflected', 3),
            ('keyboard', 3),
            ('pinyin_initials', 3),
            ('pinyin_loose', 3),
            ('short_name', 3),
            ('translation', 4),
            ('composition', 5)
    ),
    written as (
        -- Full-width letters, digits and signs as an input method writes them; the names were folded the same way.
        select lower(trim(translate(
            name,
            '！＂＃＄％＆＇（）＊＋，－．／０１２３４５６７８９：；＜＝＞？＠ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ［＼］＾＿｀ａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ｛｜｝～　',
            '!"#$%&''()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\]^_`abcdefghijklmnopqrstuvwxyz{|}~ '
        ))) as folded
    ),
    asked as (
        select distinct unnest([
            lower(trim(name)),
            written.folded,
            replace(written.folded, ' ', ''),
            regexp_replace(written.folded, '^@', '')
        ]) as value
        from written
    ),
    looked_up as (
        select
            alias_view.alias_form,
            arg_min(
                alias_view."view",
                (
                    coalesce(view_distance.distance, 1),
                    case alias_view."view" when 'form' then 0 when 'raw' then 1 else 2 end,
                    alias_view."view"
                )
            ) as matched_by,
            min(coalesce(view_distance.distance, 1)) as distance
        from alias_view
        inner join asked on alias_view.value = asked.value
        left join view_distance on alias_view."view" = view_distance."view"
        group by alias_view.alias_form
    ),
    by_alias as (
        select
            entity_alias.entity_id,
            arg_min(entity_alias.alias, (looked_up.distance, -entity_alias.observation_count, entity_alias.alias)) as matched_alias,
            arg_min(looked_up.matched_by, (looked_up.distance, -entity_alias.observation_count, entity_alias.alias)) as matched_by,
            min(looked_up.distance) as distance,
            max(entity_alias.probability) as probability,
            sum(entity_alias.observation_count) as observation_count
        from looked_up
        inner join entity_alias on looked_up.alias_form = entity_alias.alias_form and entity_alias.status <> 'rejected'
        group by entity_alias.entity_id
    ),
    by_account as (
        select
            entity_account.entity_id,
            min(entity_account.native_id) as matched_alias,
            'account id' as matched_by,
            0 as distance,
            max(entity_account.probability) as probability,
            count(*) as observation_count
        from entity_account
        inner join asked
            on lower(entity_account.native_id) = asked.value or lower(entity_account.account_id) = asked.value
        group by entity_account.entity_id
    ),
    hit as (
        select
            both_ways.entity_id,
            arg_min(both_ways.matched_alias, (both_ways.distance, both_ways.is_id)) as matched_alias,
            arg_min(both_ways.matched_by, (both_ways.distance, both_ways.is_id)) as matched_by,
            min(both_ways.is_id) as is_id,
            min(both_ways.distance) as distance,
            max(both_ways.probability) as probability,
            max(both_ways.observation_count) as observation_count
        from (
            select *, 0 as is_id from by_alias
            union all
            select *, 1 as is_id from by_account
        ) as both_ways
        group by both_ways.entity_id
    ),
    role_words as (
        select
            entity_role.entity_id,
            string_agg(distinct entity_role.role, ', ' order by entity_role.role) as roles
        from entity_role
        where entity_role.probability >= 0.5
        group by entity_role.entity_id
    ),
    further as (
        select
            gang_member.entity_id,
            string_agg(coalesce(gang.label, gang_member.gang_id), ', ' order by gang.label, gang_member.gang_id) as other_gangs
        from gang_member
        left join gang on gang_member.gang_id = gang.gang_id
        where not gang_member.is_main
        group by gang_member.entity_id
    )
    select
        entity.entity_id,
        entity.case_id,
        case when entity.is_protected then 'protected person' else entity.label end as label,
        case when entity.is_protected then null else hit.matched_alias end as matched_alias,
        hit.matched_by,
        round(hit.probability, 3) as probability,
        entity.status,
        gang.label as gang,
        entity.gang_id,
        gang_member.leadership_rank,
        case when entity.is_protected then null else role_words.roles end as roles,
        entity.account_count,
        entity.alias_count,
        entity.message_count,
        entity.first_seen,
        entity.last_seen,
        further.other_gangs
    from hit
    inner join entity on hit.entity_id = entity.entity_id
    left join gang on entity.gang_id = gang.gang_id
    left join gang_member on entity.gang_id = gang_member.gang_id and entity.entity_id = gang_member.entity_id
    left join role_words on entity.entity_id = role_words.entity_id
    left join further on entity.entity_id = further.entity_id
    order by
        hit.distance,
        entity.is_protected,
        hit.is_id,
        entity.account_count = 0,
        round(hit.probability, 1) desc,
        hit.observation_count + coalesce(entity.message_count, 0) desc,
        entity.entity_id
);
comment on macro table who_is is 'who_is(name): entities that answer to a name in any script or spelling, best first.';
