-- The decision in force on each pair of the case's references.
select
    least(left_reference, right_reference) as reference_l,
    greatest(left_reference, right_reference) as reference_r,
    judgement,
    judged_by,
    reason,
    judged_at
from ledger.decision_in_force
where
    kind = 'pair'
    and (case_id is null or case_id = $case_id)
    and exists (
        select 1 from frame.reference where reference.case_id = $case_id and reference.reference = left_reference
    )
    and exists (
        select 1 from frame.reference where reference.case_id = $case_id and reference.reference = right_reference
    )
-- A decision of the case that holds beside one of all cases is the younger of the two.
qualify row_number() over (partition by reference_l, reference_r order by judged_at desc, entry_name desc) = 1
order by reference_l, reference_r;
