-- Rows of frame.block_key of one case, in the order of their key.
select
    rule,
    block_key,
    reference
from frame.block_key
where case_id = $case_id
order by rule, block_key, reference;
