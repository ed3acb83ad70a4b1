select gang_id, case_id, other_gang_id, entity_id, kind, probability, evidence_count
from frame.gang_tie
order by gang_id, kind, other_gang_id, entity_id;
