-- Who is in touch with whom: messages in direct threads both wrote in or are named by, and address books. Each message
-- counts once, however many exhibits show it; a copy still shows who takes part in its thread.
with participant as (
    select distinct message.case_id, message.thread_id, message.sender_account_id as account_id
    from record.attributed_message as message
    where message.sender_account_id is not null
),
direct as (
    select
        message.case_id,
        message.sender_account_id as account_id,
        participant.account_id as other_account_id,
        count(*) as contact_count,
        min(message.sent_at) as first_seen,
        max(message.sent_at) as last_seen
    from record.distinct_message as message
    inner join snapshot.thread
        on message.case_id = thread.case_id and message.thread_id = thread.thread_id and thread.kind = 'direct'
    inner join participant
        on
            message.case_id = participant.case_id
            and message.thread_id = participant.thread_id
            and message.sender_account_id <> participant.account_id
    group by all
),
answer as (
    select
        message.case_id,
        message.sender_account_id as account_id,
        answered.sender_account_id as other_account_id,
        count(*) as contact_count,
        min(message.sent_at) as first_seen,
        max(message.sent_at) as last_seen
    from record.distinct_message as message
    inner join record.attributed_message as answered
        on
            message.case_id = answered.case_id
            and message.thread_id = answered.thread_id
            and message.exhibit_id = answered.exhibit_id
            and message.reply_to_native_message_id = answered.native_message_id
            and message.sender_account_id <> answered.sender_account_id
    inner join snapshot.thread
        on message.case_id = thread.case_id and message.thread_id = thread.thread_id and thread.kind <> 'direct'
    group by all
)
select case_id, account_id, other_account_id, 'direct' as kind, contact_count, first_seen, last_seen from direct
union all
select case_id, account_id, other_account_id, 'group', contact_count, first_seen, last_seen from answer
union all
select case_id, account_id, other_account_id, kind, sum(contact_count)::bigint, min(first_at), max(last_at)
from record.contact
group by case_id, account_id, other_account_id, kind
order by case_id, account_id, other_account_id, kind;
