-- Reasons to check whether a person is coerced; never a finding, and no role changes by it.
select
    sign.sign_id,
    sign.case_id,
    sign.entity_id,
    sign.kind,
    sign.basis,
    sign.sentence_en,
    sign.sentence_zh,
    sign.words,
    sign.message_id,
    sign.thread_id,
    sign.seen_at,
    sign.exhibit_id,
    sign.locator
from frame.coercion_sign as sign
order by sign.case_id, sign.sign_id;
