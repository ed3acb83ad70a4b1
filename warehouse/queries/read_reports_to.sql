-- Rows of frame.reports_to of one case, in the order of their key.
select
    gang_id,
    superior_id,
    subordinate_id,
    probability,
    evidence_count,
    decided_by,
    kept_share
from frame.reports_to
where case_id = $case_id
order by gang_id, superior_id, subordinate_id;
