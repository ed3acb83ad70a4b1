-- Events of conversations about references, renames between two accounts aside.
select
    event.thread_id,
    event.event,
    subject.reference,
    actor.reference as actor,
    event.host,
    event.happened_at,
    event.exhibit_id,
    event.locator
from record.membership_event as event
left join frame.reference as subject
    on
        subject.case_id = $case_id
        and event.account_id = subject.account_id
        and coalesce(subject.thread_id, event.thread_id) = event.thread_id
left join frame.reference as actor
    on
        actor.case_id = $case_id
        and event.actor_account_id = actor.account_id
        and coalesce(actor.thread_id, event.thread_id) = event.thread_id
where event.case_id = $case_id and event.event <> 'rename'
order by event.thread_id, event.happened_at nulls last, event.exhibit_id, event.locator, subject.reference;
