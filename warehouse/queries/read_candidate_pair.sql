-- Rows of frame.candidate_pair of one case, in the order of their key.
select
    reference_l,
    reference_r,
    rules
from frame.candidate_pair
where case_id = $case_id
order by reference_l, reference_r;
