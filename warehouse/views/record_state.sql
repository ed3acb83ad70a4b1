select case_id, exhibit_id, locator, deleted_state, decoding_confidence
from record.record_state
order by case_id, exhibit_id, locator;
