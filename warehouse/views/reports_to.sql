select gang_id, case_id, superior_id, subordinate_id, probability, evidence_count
from frame.reports_to
order by gang_id, superior_id, subordinate_id;
