select
    case_id,
    account_id,
    happened_at,
    quiet_from,
    signs,
    is_split,
    reference_before,
    reference_after,
    exhibit_id,
    locator
from frame.hand_over
order by case_id, account_id, happened_at;
