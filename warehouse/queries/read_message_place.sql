-- Messages of a case as each exhibit shows them, with what is needed to know a message again.
select
    message.message_id,
    message.exhibit_id,
    message.position,
    message.platform,
    message.thread_id,
    coalesce(thread.kind, 'unknown') as thread_kind,
    message.sender_account_id,
    coalesce(account.is_label, false) as is_label,
    message.sent_at,
    message.time_basis,
    message.kind,
    message.text,
    message.native_message_id,
    message.forwarded_from
from record.stored_message as message
left join (
    select exhibit_id, thread_id, arg_min(kind, (kind = 'unknown', kind)) as kind
    from record.thread
    where case_id = $case_id
    group by exhibit_id, thread_id
) as thread
    on message.exhibit_id = thread.exhibit_id and message.thread_id = thread.thread_id
left join (
    select exhibit_id, account_id, bool_or(is_display_name_only) as is_label
    from record.account
    where case_id = $case_id
    group by exhibit_id, account_id
) as account
    on message.exhibit_id = account.exhibit_id and message.sender_account_id = account.account_id
where message.case_id = $case_id
order by message.exhibit_id, message.position, message.message_id;
