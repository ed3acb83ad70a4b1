select
    link.link_id,
    link.case_id,
    evidence.family,
    evidence.comparison,
    evidence.level,
    evidence.value_l,
    evidence.value_r,
    evidence.weight,
    evidence.sentence_en,
    evidence.sentence_zh,
    evidence.exhibit_id,
    evidence.locator
from snapshot.link
inner join frame.pair_evidence as evidence
    on
        link.case_id = evidence.case_id
        and link.left_reference = evidence.reference_l
        and link.right_reference = evidence.reference_r
order by link.case_id, link.link_id, evidence.weight desc, evidence.comparison, evidence.level,
    evidence.value_l, evidence.value_r, evidence.exhibit_id, evidence.locator;
