-- The decision in force on each pair of the case's references.
with decided as (
    select
        least(left_reference, right_reference) as reference_l,
        greatest(left_reference, right_reference) as reference_r,
        judgement,
        judged_by,
        reason,
        judged_at,
        entry_name
    from ledger.judgement
    where case_id is null or case_id = $case_id
)
select reference_l, reference_r, judgement, judged_by, reason, judged_at
from decided
where
    exists (select 1 from frame.reference where case_id = $case_id and reference = reference_l)
    and exists (select 1 from frame.reference where case_id = $case_id and reference = reference_r)
qualify row_number() over (partition by reference_l, reference_r order by judged_at desc, entry_name desc) = 1
order by reference_l, reference_r;
