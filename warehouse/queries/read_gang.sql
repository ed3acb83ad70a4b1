-- Rows of frame.gang of one case, in the order of their key.
select
    gang_id,
    label,
    member_count,
    first_seen,
    last_seen
from frame.gang
where case_id = $case_id
order by gang_id;
