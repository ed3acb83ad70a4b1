select case_id, resolver, weights_version, is_used, decision_count, gang_count, surprise, brier, precision,
    recall, joined_count, changed_entity_count, reason, decided_by
from frame.resolver_trial
order by case_id, resolver;
