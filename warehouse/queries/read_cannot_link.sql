-- Rows of frame.cannot_link of one case, in the order of their key.
select
    reference_l,
    reference_r,
    reason,
    observation_count,
    exhibit_id,
    locator
from frame.cannot_link
where case_id = $case_id
order by reference_l, reference_r, reason;
