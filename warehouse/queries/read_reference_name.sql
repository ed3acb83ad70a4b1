-- Rows of frame.reference_name of one case, in the order of their key.
select
    reference,
    name,
    kind,
    observer,
    thread_id,
    observation_count,
    first_seen_at,
    last_seen_at,
    exhibit_id,
    locator
from frame.reference_name
where case_id = $case_id
order by reference, name, kind, observer, thread_id, observation_count, first_seen_at, last_seen_at, exhibit_id, locator;
