-- Messages with the reference they are logged under, in the order of their thread: each message once, and nothing that
-- a server echoed, since nobody said it there.
with answered as (
    select
        message.thread_id,
        message.native_message_id,
        min(coalesce(copy.original_message_id, message.message_id)) as message_id
    from record.stored_message as message
    left join frame.message_copy as copy
        on copy.case_id = $case_id and message.message_id = copy.message_id
    where message.case_id = $case_id and message.native_message_id is not null
    group by message.thread_id, message.native_message_id
)
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
from record.distinct_message as message
left join frame.hand_over as passed
    on passed.case_id = $case_id and passed.is_split and message.sender_account_id = passed.account_id
left join frame.reference as sender
    on
        sender.case_id = $case_id
        and message.sender_account_id = sender.account_id
        and coalesce(sender.thread_id, message.thread_id) = message.thread_id
        and sender.reference = case
            when passed.account_id is null then sender.reference
            when message.sent_at >= passed.happened_at then passed.reference_after
            else passed.reference_before
        end
left join answered
    on
        message.thread_id = answered.thread_id
        and message.reply_to_native_message_id = answered.native_message_id
where
    message.case_id = $case_id
    and not exists (
        select 1
        from frame.message_sender as echo
        where echo.case_id = $case_id and echo.message_id = message.message_id and echo.reason = 'echo'
    )
order by message.thread_id, turn;
