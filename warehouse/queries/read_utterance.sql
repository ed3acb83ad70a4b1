-- Messages with the reference they are logged under, in the order of their thread.
select
    message.message_id,
    message.thread_id,
    row_number() over (
        partition by message.thread_id
        order by message.sent_at nulls last, message.exhibit_id, message.position
    ) - 1 as turn,
    sender.reference as sender,
    message.sent_at,
    message.kind,
    message.text,
    answered.message_id as reply_to_message_id,
    message.forwarded_from,
    message.exhibit_id,
    message.locator
from record.stored_message as message
left join frame.reference as sender
    on
        sender.case_id = $case_id
        and message.sender_account_id = sender.account_id
        and coalesce(sender.thread_id, message.thread_id) = message.thread_id
left join (
    select thread_id, native_message_id, min(message_id) as message_id
    from record.stored_message
    where case_id = $case_id and native_message_id is not null
    group by thread_id, native_message_id
) as answered
    on
        message.thread_id = answered.thread_id
        and message.reply_to_native_message_id = answered.native_message_id
where message.case_id = $case_id
order by message.thread_id, turn;
