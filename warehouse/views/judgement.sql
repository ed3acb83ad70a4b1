select
    judgement_id,
    case_id,
    left_reference,
    right_reference,
    judgement,
    reason,
    judged_by,
    judged_at,
    row_number() over (
        partition by case_id, least(left_reference, right_reference), greatest(left_reference, right_reference)
        order by judged_at desc, entry_name desc
    ) = 1 as is_in_force
from ledger.judgement
order by judged_at, judgement_id;
