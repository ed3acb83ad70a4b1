select
    case_id, resolver, probability_from, probability_until, pair_count, mean_probability, match_share,
    match_share_lower, match_share_upper, is_used
from frame.reliability
order by case_id, resolver, probability_from;
