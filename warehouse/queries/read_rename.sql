-- Renames that a server or platform wrote, between the references of the thread.
select
    old_name.reference as reference_old,
    new_name.reference as reference_new,
    event.thread_id,
    event.happened_at,
    event.exhibit_id,
    event.locator
from record.membership_event as event
inner join frame.reference as old_name
    on
        old_name.case_id = $case_id
        and event.account_id = old_name.account_id
        and coalesce(old_name.thread_id, event.thread_id) = event.thread_id
inner join frame.reference as new_name
    on
        new_name.case_id = $case_id
        and event.other_account_id = new_name.account_id
        and coalesce(new_name.thread_id, event.thread_id) = event.thread_id
where
    event.case_id = $case_id
    and event.event = 'rename'
    and old_name.reference <> new_name.reference
order by event.exhibit_id, event.locator, reference_old, reference_new;
