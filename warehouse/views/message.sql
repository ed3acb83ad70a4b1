select
    message_id,
    case_id,
    platform,
    thread_id,
    sender_account_id,
    sender_name,
    sent_at,
    time_basis,
    kind,
    text,
    is_deleted,
    exhibit_id,
    locator
from record.distinct_message
order by case_id, thread_id, sent_at nulls last, exhibit_id, position;
