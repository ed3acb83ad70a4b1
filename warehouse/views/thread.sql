select
    thread.case_id,
    thread.thread_id,
    any_value(thread.platform) as platform,
    arg_min(thread.title, (thread.title is null, thread.exhibit_id, thread.locator)) as title,
    arg_min(thread.kind, (thread.kind = 'unknown', thread.exhibit_id, thread.locator)) as kind,
    coalesce(any_value(said.account_count), 0) as account_count,
    coalesce(any_value(said.message_count), 0) as message_count,
    any_value(said.first_seen) as first_seen,
    any_value(said.last_seen) as last_seen
from record.thread
left join (
    select
        case_id,
        thread_id,
        count(distinct sender_account_id) as account_count,
        count(*) as message_count,
        min(sent_at) as first_seen,
        max(sent_at) as last_seen
    from record.distinct_message
    group by case_id, thread_id
) as said
    on thread.case_id = said.case_id and thread.thread_id = said.thread_id
group by thread.case_id, thread.thread_id
order by thread.case_id, thread.thread_id;
