-- Every place where a message stands: the one that counts and the copies, each with what that exhibit says of it.
with placed as (
    select
        coalesce(copy.original_message_id, message.message_id) as message_id,
        message.case_id,
        copy.message_id is null as is_original,
        coalesce(copy.reason, 'original') as reason,
        message.thread_id,
        message.sender_account_id,
        message.sent_at,
        copy.shift_minutes,
        message.exhibit_id,
        message.locator
    from record.stored_message as message
    left join frame.message_copy as copy
        on message.case_id = copy.case_id and message.message_id = copy.message_id
)
select * from placed
order by case_id, message_id, is_original desc, exhibit_id, locator;
