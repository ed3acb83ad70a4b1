-- A decision in force that names the case is younger than any that names none (views/judgement.sql), so it goes first.
with judged as (
    select
        case_id,
        least(left_reference, right_reference) as reference_l,
        greatest(left_reference, right_reference) as reference_r,
        judgement,
        judged_by
    from snapshot.judgement
    where is_in_force and kind = 'pair'
),
scored as (
    select
        scored.*,
        left_member.entity_id as entity_l,
        right_member.entity_id as entity_r,
        least(left_member.probability, right_member.probability) as way_probability,
        coalesce(of_case.judgement, of_all.judgement) as judgement,
        coalesce(of_case.judged_by, of_all.judged_by) as judged_by
    from frame.scored_pair as scored
    inner join frame.cluster_member as left_member
        on scored.case_id = left_member.case_id and scored.reference_l = left_member.reference
    inner join frame.cluster_member as right_member
        on scored.case_id = right_member.case_id and scored.reference_r = right_member.reference
    left join judged as of_case
        on
            scored.case_id = of_case.case_id
            and scored.reference_l = of_case.reference_l
            and scored.reference_r = of_case.reference_r
    left join judged as of_all
        on
            of_all.case_id is null
            and scored.reference_l = of_all.reference_l
            and scored.reference_r = of_all.reference_r
)
select
    'L-' || substr(md5(case_id || '|' || reference_l || '|' || reference_r), 1, 16) as link_id,
    case_id,
    reference_l as left_reference,
    reference_r as right_reference,
    case when entity_l = entity_r then entity_l end as entity_id,
    match_weight,
    -- Two that others tie into one entity are as probable as the weaker of their ways into it, if the pair says less.
    case
        when entity_l = entity_r and judgement is null then greatest(match_probability, way_probability)
        -- Likely at most, where the machine itself holds back: on generated cases six to eight in ten of these are right.
        when judgement is null then least(match_probability, 0.8)
        else match_probability
    end as match_probability,
    family_count,
    case
        when judgement = 'positive' then 'confirmed'
        when judgement = 'negative' then 'rejected'
        when family_count >= 2 then 'corroborated'
        else 'lead'
    end as status,
    coalesce(judged_by, decided_by) as decided_by
from scored
where decision in ('join', 'lead') or judgement is not null or entity_l = entity_r
order by case_id, left_reference, right_reference;
