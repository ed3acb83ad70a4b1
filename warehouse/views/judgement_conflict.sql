-- Two analysts whose latest decisions on the same question contradict each other; the later one holds until a further one.
with latest as (
    select *
    from ledger.decision
    qualify row_number() over (
        partition by subject, case_id, judged_by order by judged_at desc, entry_name desc
    ) = 1
)
select
    coalesce(earlier.case_id, later.case_id) as case_id,
    earlier.kind,
    later.left_reference,
    later.right_reference,
    earlier.judgement_id,
    earlier.judgement,
    earlier.judged_by,
    earlier.judged_at,
    earlier.reason,
    later.judgement_id as other_judgement_id,
    later.judgement as other_judgement,
    later.judged_by as other_judged_by,
    later.judged_at as other_judged_at,
    later.reason as other_reason,
    case
        when earlier.judgement_id in (select holding.judgement_id from ledger.decision_in_force as holding)
            then earlier.judgement_id
        when later.judgement_id in (select holding.judgement_id from ledger.decision_in_force as holding)
            then later.judgement_id
    end as judgement_id_in_force
from latest as earlier
inner join latest as later
    on
        earlier.subject = later.subject
        and coalesce(earlier.case_id, later.case_id, '') = coalesce(later.case_id, earlier.case_id, '')
        and earlier.judged_by <> later.judged_by
        and (earlier.judged_at, earlier.entry_name) < (later.judged_at, later.entry_name)
where
    earlier.judgement in ('positive', 'negative')
    and later.judgement in ('positive', 'negative')
    and earlier.judgement <> later.judgement
    and not earlier.is_expired
    and not later.is_expired
order by later.judged_at, later.judgement_id, earlier.judgement_id;
