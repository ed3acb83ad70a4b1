select entity_id, case_id, role, signal, words, weight, seen_at, exhibit_id, locator
from frame.role_evidence
order by entity_id, role, signal, exhibit_id, locator, words;
