-- Two names of one conversation: messages of the one are copies of messages of the other.
select
    original.case_id,
    original.thread_id,
    copied.thread_id as other_thread_id,
    count(*) as message_count,
    mode(copied.shift_minutes order by copied.shift_minutes) as shift_minutes,
    arg_min(copied.exhibit_id, (copied.exhibit_id, copied.locator)) as exhibit_id,
    arg_min(copied.locator, (copied.exhibit_id, copied.locator)) as locator
from snapshot.message_provenance as copied
inner join snapshot.message_provenance as original
    on
        copied.case_id = original.case_id
        and copied.message_id = original.message_id
        and original.is_original
where not copied.is_original and copied.thread_id <> original.thread_id
group by original.case_id, original.thread_id, copied.thread_id
order by original.case_id, original.thread_id, copied.thread_id;
