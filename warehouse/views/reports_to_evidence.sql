select case_id, superior_id, subordinate_id, signal, words, weight, exhibit_id, locator
from frame.reports_to_evidence
order by case_id, superior_id, subordinate_id, signal, exhibit_id, locator, words;
