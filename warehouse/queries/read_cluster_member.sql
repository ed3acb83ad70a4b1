-- Rows of frame.cluster_member of one case, in the order of their key.
select
    reference,
    entity_id,
    probability
from frame.cluster_member
where case_id = $case_id
order by reference;
