-- The reasons that comparisons found, and the decision in force on the pair: a person is named instead of a place.
with decision as (
    select
        link.link_id,
        link.case_id,
        judgement.judgement,
        judgement.judged_by,
        judgement.reason
    from snapshot.judgement
    inner join snapshot.link
        on
            coalesce(judgement.case_id, link.case_id) = link.case_id
            and least(judgement.left_reference, judgement.right_reference) = link.left_reference
            and greatest(judgement.left_reference, judgement.right_reference) = link.right_reference
    where judgement.is_in_force and judgement.kind = 'pair'
    qualify row_number() over (partition by link.link_id order by judgement.case_id is null) = 1
)
select
    link.link_id,
    link.case_id,
    evidence.family,
    evidence.comparison,
    evidence.level,
    evidence.value_l,
    evidence.value_r,
    evidence.weight,
    evidence.sentence_en,
    evidence.sentence_zh,
    evidence.exhibit_id,
    evidence.locator
from snapshot.link
inner join frame.pair_evidence as evidence
    on
        link.case_id = evidence.case_id
        and link.left_reference = evidence.reference_l
        and link.right_reference = evidence.reference_r
union all
select
    link_id,
    case_id,
    'other',
    'judgement',
    judgement,
    null,
    null,
    0.0,
    judged_by || case judgement
        when 'positive' then ' judged that they are the same: '
        when 'negative' then ' judged that they are not the same: '
        else ' could not decide: '
    end || reason,
    judged_by || case judgement
        when 'positive' then ' 判定二者为同一人：'
        when 'negative' then ' 判定二者不是同一人：'
        else ' 未能判定：'
    end || reason,
    null,
    null
from decision
order by case_id, link_id, weight desc, comparison, level, value_l, value_r, exhibit_id, locator;
