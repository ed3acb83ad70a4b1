-- Rows of frame.act of one case, in the order of their key.
select
    act_id,
    kind,
    actor,
    target,
    message_id,
    cue,
    done_at,
    exhibit_id,
    locator
from frame.act
where case_id = $case_id
order by act_id;
