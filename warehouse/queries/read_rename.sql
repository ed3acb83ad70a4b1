-- Renames that a server or platform wrote, between the references of the thread.
select
    old_name.reference as reference_old,
    new_name.reference as reference_new,
    event.thread_id,
    event.happened_at,
    event.exhibit_id,
    event.locator
from record.membership_event as event
left join frame.hand_over as old_name_passed
    on old_name_passed.case_id = $case_id and old_name_passed.is_split and event.account_id = old_name_passed.account_id
inner join frame.reference as old_name
    on
        old_name.case_id = $case_id
        and event.account_id = old_name.account_id
        and coalesce(old_name.thread_id, event.thread_id) = event.thread_id
        and old_name.reference = case
            when old_name_passed.account_id is null then old_name.reference
            when event.happened_at >= old_name_passed.happened_at then old_name_passed.reference_after
            else old_name_passed.reference_before
        end
left join frame.hand_over as new_name_passed
    on new_name_passed.case_id = $case_id and new_name_passed.is_split and event.other_account_id = new_name_passed.account_id
inner join frame.reference as new_name
    on
        new_name.case_id = $case_id
        and event.other_account_id = new_name.account_id
        and coalesce(new_name.thread_id, event.thread_id) = event.thread_id
        and new_name.reference = case
            when new_name_passed.account_id is null then new_name.reference
            when event.happened_at >= new_name_passed.happened_at then new_name_passed.reference_after
            else new_name_passed.reference_before
        end
where
    event.case_id = $case_id
    and event.event = 'rename'
    and old_name.reference <> new_name.reference
order by event.exhibit_id, event.locator, reference_old, reference_new;
