-- The nearer to a coin toss and the more messages behind both sides, the more a decision is worth; what a person has
-- looked at and left open comes last.
with open_link as (
    select
        link.*,
        least(left_reference.message_count, right_reference.message_count) as message_count,
        blocked.reason as blocked_by,
        link.link_id in (
            select reason.link_id from snapshot.link_evidence as reason where reason.comparison = 'judgement'
        ) as was_looked_at
    from snapshot.link
    inner join frame.reference as left_reference
        on link.case_id = left_reference.case_id and link.left_reference = left_reference.reference
    inner join frame.reference as right_reference
        on link.case_id = right_reference.case_id and link.right_reference = right_reference.reference
    left join (
        select case_id, reference_l, reference_r, min(reason) as reason
        from frame.cannot_link
        group by case_id, reference_l, reference_r
    ) as blocked
        on
            link.case_id = blocked.case_id
            and link.left_reference = blocked.reference_l
            and link.right_reference = blocked.reference_r
    where link.entity_id is null and link.status in ('lead', 'corroborated')
)
select
    case_id,
    row_number() over (
        partition by case_id
        order by was_looked_at, match_probability * (1 - match_probability) * ln(2 + message_count) desc, link_id
    ) as position,
    link_id,
    left_reference,
    right_reference,
    match_weight,
    match_probability,
    message_count,
    case
        when blocked_by = 'talk_to_each_other' then 'they talk to each other'
        when blocked_by = 'namesakes_side_by_side' then 'two write side by side under one name there'
        when blocked_by = 'listed_side_by_side' then 'a list shows them side by side'
        when blocked_by = 'handed_over' then 'one account, but it seems to have changed hands between the two'
        when blocked_by = 'stated_not_same' then 'somebody says they are not the same'
        when blocked_by is not null then 'a judgement keeps them apart'
        when was_looked_at then 'a person looked and could not decide'
        else 'the evidence is too weak to join them without a person'
    end as why_open
from open_link
order by case_id, position;
