select
    den_id,
    case_id,
    entity_id,
    way,
    words,
    seen_at,
    exhibit_id,
    locator
from frame.den_evidence
order by case_id, den_id, entity_id, exhibit_id, locator, way, words;
