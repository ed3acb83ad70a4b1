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
left join frame.hand_over as subject_passed
    on subject_passed.case_id = $case_id and subject_passed.is_split and event.account_id = subject_passed.account_id
left join frame.reference as subject
    on
        subject.case_id = $case_id
        and event.account_id = subject.account_id
        and coalesce(subject.thread_id, event.thread_id) = event.thread_id
        and subject.reference = case
            when subject_passed.account_id is null then subject.reference
            when event.happened_at >= subject_passed.happened_at then subject_passed.reference_after
            else subject_passed.reference_before
        end
left join frame.hand_over as actor_passed
    on actor_passed.case_id = $case_id and actor_passed.is_split and event.actor_account_id = actor_passed.account_id
left join frame.reference as actor
    on
        actor.case_id = $case_id
        and event.actor_account_id = actor.account_id
        and coalesce(actor.thread_id, event.thread_id) = event.thread_id
        and actor.reference = case
            when actor_passed.account_id is null then actor.reference
            when event.happened_at >= actor_passed.happened_at then actor_passed.reference_after
            else actor_passed.reference_before
        end
where event.case_id = $case_id and event.event <> 'rename'
order by event.thread_id, event.happened_at nulls last, event.exhibit_id, event.locator, subject.reference;
