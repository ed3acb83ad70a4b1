select case_id, exhibit_id, locator, reason
from record.rejected_record
order by case_id, exhibit_id, locator, reason;
