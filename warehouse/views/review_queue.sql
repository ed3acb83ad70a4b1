-- One row for two entities that a decision could join, by their best link, and one for the weakest join of an entity.
-- The more references would change their entity if the decision goes against the machine, the earlier; what a person has
-- looked at and left open comes last.
with size as (
    select case_id, entity_id, count(*) as reference_count
    from snapshot.entity_reference
    group by case_id, entity_id
),
sided as (
    select
        link.*,
        least(left_reference.message_count, right_reference.message_count) as message_count,
        least(left_member.entity_id, right_member.entity_id) as entity_l,
        greatest(left_member.entity_id, right_member.entity_id) as entity_r
    from snapshot.link
    inner join frame.reference as left_reference
        on link.case_id = left_reference.case_id and link.left_reference = left_reference.reference
    inner join frame.reference as right_reference
        on link.case_id = right_reference.case_id and link.right_reference = right_reference.reference
    inner join snapshot.entity_reference as left_member
        on link.case_id = left_member.case_id and link.left_reference = left_member.reference
    inner join snapshot.entity_reference as right_member
        on link.case_id = right_member.case_id and link.right_reference = right_member.reference
    where link.status in ('lead', 'corroborated')
),
-- A machine's own join is asked about once per entity, and where it is least sure.
candidate as (
    select *
    from (
        select
            *,
            count(*) over (partition by case_id, entity_l, entity_r) as link_count,
            row_number() over (
                partition by case_id, entity_l, entity_r
                order by
                    case when entity_id is null then -match_weight else match_weight end,
                    link_id
            ) as place
        from sided
        where entity_id is null or match_weight between 0 and 12
    )
    where place = 1
),
apart as (
    select
        cannot_link.case_id,
        least(left_member.entity_id, right_member.entity_id) as entity_l,
        greatest(left_member.entity_id, right_member.entity_id) as entity_r,
        min(cannot_link.reason) as blocked_by
    from frame.cannot_link
    inner join snapshot.entity_reference as left_member
        on cannot_link.case_id = left_member.case_id and cannot_link.reference_l = left_member.reference
    inner join snapshot.entity_reference as right_member
        on cannot_link.case_id = right_member.case_id and cannot_link.reference_r = right_member.reference
    group by all
),
decided as (
    select
        least(entity_id, other_entity_id) as entity_l,
        greatest(entity_id, other_entity_id) as entity_r,
        bool_or(judgement = 'negative') as is_denied,
        bool_or(judgement = 'unsure') as was_looked_at
    from snapshot.judgement
    where is_in_force and kind = 'pair' and entity_id <> other_entity_id
    group by all
),
ground as (
    select
        link_id,
        coalesce(bool_or(weight > 0 and level = 'registration'), false) as is_by_registration,
        coalesce(bool_or(weight > 0 and comparison not in (
            'name_equal', 'name_similar', 'pinyin_equal', 'remark_matches', 'same_handle_other_log'
        )), false) as is_beyond_names,
        coalesce(bool_or(weight < 0), false) as has_against
    from snapshot.link_evidence
    group by link_id
),
weighed as (
    select
        candidate.*,
        apart.blocked_by,
        coalesce(decided.was_looked_at, false) as was_looked_at,
        case
            when ground.is_by_registration then 'registrant trap'
            when not ground.is_beyond_names then 'homonym risk'
            when candidate.entity_id is not null
                or (candidate.family_count >= 2 and not ground.has_against and apart.blocked_by is null
                    and candidate.match_weight >= 3) then 'safe'
            else 'decide'
        end as lane,
        case
            when candidate.entity_id is not null then 1 - candidate.match_probability
            -- Seven in ten and more of what speaks to each other are two, whatever else is alike.
            when apart.blocked_by is not null then 0.1 * candidate.match_probability
            else candidate.match_probability
        end * least(left_size.reference_count, right_size.reference_count) as expected_change
    from candidate
    inner join size as left_size
        on candidate.case_id = left_size.case_id and candidate.entity_l = left_size.entity_id
    inner join size as right_size
        on candidate.case_id = right_size.case_id and candidate.entity_r = right_size.entity_id
    left join apart
        on
            candidate.case_id = apart.case_id
            and candidate.entity_l = apart.entity_l
            and candidate.entity_r = apart.entity_r
    left join decided on candidate.entity_l = decided.entity_l and candidate.entity_r = decided.entity_r
    left join ground on candidate.link_id = ground.link_id
    where not coalesce(decided.is_denied, false)
)
select
    case_id,
    row_number() over (
        partition by case_id
        order by was_looked_at, expected_change desc, message_count desc, link_id
    ) as position,
    link_id,
    left_reference,
    right_reference,
    match_weight,
    match_probability,
    message_count,
    lane,
    expected_change,
    link_count,
    case
        when entity_id is not null then 'the machine joined them; this is the weakest link of the entity'
        when blocked_by = 'talk_to_each_other' then 'they talk to each other'
        when blocked_by = 'namesakes_side_by_side' then 'two write side by side under one name there'
        when blocked_by = 'listed_side_by_side' then 'a list shows them side by side'
        when blocked_by = 'handed_over' then 'one account, but it seems to have changed hands between the two'
        when blocked_by = 'stated_not_same' then 'somebody says they are not the same'
        when blocked_by is not null then 'a judgement keeps them apart'
        when was_looked_at then 'a person looked and could not decide'
        else 'the evidence is too weak to join them without a person'
    end as why_open
from weighed
order by case_id, position;
