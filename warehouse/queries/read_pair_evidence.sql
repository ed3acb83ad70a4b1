-- Rows of frame.pair_evidence of one case, in the order of their key.
select
    reference_l,
    reference_r,
    family,
    comparison,
    level,
    value_l,
    value_r,
    weight,
    sentence_en,
    sentence_zh,
    exhibit_id,
    locator
from frame.pair_evidence
where case_id = $case_id
order by reference_l, reference_r, comparison, level, value_l, value_r;
