-- Conversations of a case whose messages are copies by now, each with the one that most of their originals stand in.
select
    copied.thread_id,
    mode(original.thread_id order by original.thread_id) as original_thread_id
from frame.message_copy as copy
inner join record.stored_message as copied
    on copied.case_id = $case_id and copy.message_id = copied.message_id
inner join record.stored_message as original
    on original.case_id = $case_id and copy.original_message_id = original.message_id
where copy.case_id = $case_id and copied.thread_id <> original.thread_id
group by copied.thread_id
order by copied.thread_id;
