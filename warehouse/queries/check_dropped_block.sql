-- Blocks too big to pair, by case and rule, with the pairs that were never looked at.
select
    case_id,
    rule,
    count(*) as block_count,
    sum(pair_count)::bigint as pair_count
from frame.dropped_block
group by case_id, rule
order by case_id, rule;
