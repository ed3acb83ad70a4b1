-- How often two analysts agree on what both decided, and how far beyond chance (Cohen 1960). Decisions that ended or were
-- superseded by the other analyst count: they are opinions all the same.
with latest as (
    select subject, case_id, judged_by, judgement
    from ledger.decision
    where judgement <> 'withdrawn'
    qualify row_number() over (
        partition by subject, case_id, judged_by order by judged_at desc, entry_name desc
    ) = 1
),
both_decided as (
    select
        coalesce(one.case_id, other.case_id) as case_id,
        one.judged_by,
        other.judged_by as other_judged_by,
        one.judgement,
        other.judgement as other_judgement
    from latest as one
    inner join latest as other
        on
            one.subject = other.subject
            and coalesce(one.case_id, other.case_id, '') = coalesce(other.case_id, one.case_id, '')
            and one.judged_by < other.judged_by
),
counted as (
    select
        case_id,
        judged_by,
        other_judged_by,
        count(*) as item_count,
        avg((judgement = other_judgement)::int) as agreement_share,
        avg((judgement = 'positive')::int) * avg((other_judgement = 'positive')::int)
        + avg((judgement = 'negative')::int) * avg((other_judgement = 'negative')::int)
        + avg((judgement = 'unsure')::int) * avg((other_judgement = 'unsure')::int) as chance
    from both_decided
    group by all
)
select
    case_id,
    judged_by,
    other_judged_by,
    item_count,
    agreement_share,
    -- Two who always say one and the same word agree by chance alone: nothing can be told.
    case when chance < 1 then (agreement_share - chance) / (1 - chance) end as kappa
from counted
order by case_id, judged_by, other_judged_by;
