-- Rows of frame.scored_pair of one case, in the order of their key.
select
    reference_l,
    reference_r,
    match_weight,
    match_probability,
    family_count,
    decided_by,
    decision
from frame.scored_pair
where case_id = $case_id
order by reference_l, reference_r;
