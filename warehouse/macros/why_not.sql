-- What keeps two entities apart, and what speaks for joining them; silence is said too.
create macro why_not(entity_a, entity_b) as table (
    with side_a as (
        select entity_reference.reference as member from entity_reference where entity_reference.entity_id = entity_a
    ),
    side_b as (
        select entity_reference.reference as member from entity_reference where entity_reference.entity_id = entity_b
    ),
    apart as (
        select
            1 as place,
            'against' as speaks,
            cannot_link.reason as reason,
            cannot_link.left_reference,
            cannot_link.right_reference,
            null::double as weight,
            case cannot_link.reason
                when 'talk_to_each_other' then 'They talk to each other (' || cannot_link.observation_count || ' times).'
                when 'namesakes_side_by_side' then 'They bear one name in one conversation and write there side by side.'
                when 'handed_over' then 'One account, but it seems to have changed hands between the two.'
                when 'listed_side_by_side' then 'A list shows them side by side as two people.'
                when 'stated_not_same' then 'Somebody says that they are not the same.'
                else 'A person judged that they are not the same.'
            end as sentence_en,
            case cannot_link.reason
                when 'talk_to_each_other' then '二者互相对话（' || cannot_link.observation_count || ' 次）。'
                when 'namesakes_side_by_side' then '二者在同一会话中同名,并且同时发言。'
                when 'handed_over' then '同一账号,但在二者之间似已易手。'
                when 'listed_side_by_side' then '同一名单将二者并列为两人。'
                when 'stated_not_same' then '有人称二者不是同一人。'
                else '经人工判定，二者不是同一人。'
            end as sentence_zh,
            cannot_link.exhibit_id,
            cannot_link.locator
        from cannot_link
        where
            (cannot_link.left_reference in (select side_a.member from side_a)
                and cannot_link.right_reference in (select side_b.member from side_b))
            or (cannot_link.left_reference in (select side_b.member from side_b)
                and cannot_link.right_reference in (select side_a.member from side_a))
    ),
    scored as (
        select
            2 as place,
            case when link_evidence.weight < 0 then 'against' else 'for' end as speaks,
            link_evidence.comparison as reason,
            link.left_reference,
            link.right_reference,
            link_evidence.weight,
            link_evidence.sentence_en,
            link_evidence.sentence_zh,
            link_evidence.exhibit_id,
            link_evidence.locator
        from link
        inner join link_evidence on link.link_id = link_evidence.link_id
        where
            (link.left_reference in (select side_a.member from side_a)
                and link.right_reference in (select side_b.member from side_b))
            or (link.left_reference in (select side_b.member from side_b)
                and link.right_reference in (select side_a.member from side_a))
    ),
    told as (
        select * from apart
        union all
        select * from scored
    )
    select speaks, reason, left_reference, right_reference, weight, sentence_en, sentence_zh, exhibit_id, locator
    from (
        select * from told
        union all
        select
            3, 'silent', 'no_evidence', entity_a, entity_b, null,
            'Nothing ties the two together: no blocking rule proposed them, or what was found is below the lead threshold.',
            '没有任何证据把二者联系起来：没有规则提出这一对，或证据低于线索门槛。', null, null
        where not exists (select 1 from told)
    ) as answer
    order by place, weight, reason, left_reference, right_reference, locator
);
comment on macro table why_not is 'why_not(entity_a, entity_b): what keeps two entities apart and what speaks for joining them.';
