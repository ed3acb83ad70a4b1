-- Rows of frame.reports_to_evidence of one case, in the order of their columns.
select
    superior_id,
    subordinate_id,
    signal,
    words,
    weight,
    exhibit_id,
    locator
from frame.reports_to_evidence
where case_id = $case_id
order by superior_id, subordinate_id, signal, words, weight, exhibit_id, locator;
