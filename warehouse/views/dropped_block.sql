select case_id, rule, block_key, reference_count, pair_count
from frame.dropped_block
order by case_id, rule, block_key;
