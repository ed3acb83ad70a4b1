select case_id, resolver, weights_version, comparison, level, fixed_weight, factor, shift, weight, is_used
from frame.resolver_weight
order by case_id, resolver, comparison, level;
