-- The decision in force on each name, role and superior of the case's references.
select
    kind,
    left_reference as reference,
    case kind
        when 'alias' then substr(right_reference, length('name:') + 1)
        when 'role' then substr(right_reference, length('role:') + 1)
        else right_reference
    end as value,
    judgement,
    judged_by,
    reason,
    judged_at
from ledger.decision_in_force
where
    kind in ('alias', 'role', 'reports_to')
    and (case_id is null or case_id = $case_id)
    and exists (
        select 1 from frame.reference where reference.case_id = $case_id and reference.reference = left_reference
    )
qualify row_number() over (partition by subject order by judged_at desc, entry_name desc) = 1
order by kind, reference, value;
