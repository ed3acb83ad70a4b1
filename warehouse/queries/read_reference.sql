-- Rows of frame.reference of one case, in the order of their key.
select
    reference,
    kind,
    platform,
    account_id,
    native_id,
    thread_id,
    "row",
    is_owner,
    first_seen_at,
    last_seen_at,
    message_count,
    exhibit_id,
    locator
from frame.reference
where case_id = $case_id
order by reference;
