select
    judgement_id,
    case_id,
    left_reference,
    right_reference,
    judgement,
    reason,
    judged_by,
    judged_at,
    not exists (
        -- A decision that names no case speaks of every case, so it supersedes earlier ones of a case as well.
        select 1
        from ledger.judgement as later
        where
            (later.case_id is null or later.case_id = judgement.case_id)
            and least(later.left_reference, later.right_reference)
            = least(judgement.left_reference, judgement.right_reference)
            and greatest(later.left_reference, later.right_reference)
            = greatest(judgement.left_reference, judgement.right_reference)
            and (later.judged_at, later.entry_name) > (judgement.judged_at, judgement.entry_name)
    ) as is_in_force
from ledger.judgement
order by judged_at, judgement_id;
