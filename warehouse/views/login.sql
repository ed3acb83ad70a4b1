select case_id, account_id, happened_at, happened_at_raw, time_basis, ip, device, action, exhibit_id, locator
from record.login
order by case_id, account_id, happened_at nulls last, exhibit_id, locator;
