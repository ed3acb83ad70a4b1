select
    gang_id,
    case_id,
    superior_id,
    subordinate_id,
    probability,
    evidence_count,
    case when decided_by is null then 'lead' else 'confirmed' end as status,
    coalesce(decided_by, 'evidence') as decided_by,
    kept_share
from frame.reports_to
order by gang_id, superior_id, subordinate_id;
