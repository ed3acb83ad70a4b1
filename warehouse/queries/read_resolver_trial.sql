-- Rows of frame.resolver_trial of one case, in the order of their key.
select
    resolver,
    weights_version,
    is_used,
    decision_count,
    gang_count,
    surprise,
    brier,
    precision,
    recall,
    joined_count,
    changed_entity_count,
    reason,
    decided_by
from frame.resolver_trial
where case_id = $case_id
order by resolver;
