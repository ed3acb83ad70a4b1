-- Rows of frame.resolver_weight of one case, in the order of their key.
select
    resolver,
    weights_version,
    comparison,
    level,
    fixed_weight,
    factor,
    shift,
    weight,
    is_used
from frame.resolver_weight
where case_id = $case_id
order by resolver, comparison, level;
