-- Conversations of the case.
select
    thread_id,
    any_value(platform order by platform) as platform,
    arg_min(title, (title is null, exhibit_id)) as title,
    arg_min(kind, (kind = 'unknown', exhibit_id)) as kind
from record.thread
where case_id = $case_id
group by thread_id
order by thread_id;
