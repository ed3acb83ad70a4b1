select case_id, reference_l as left_reference, reference_r as right_reference, reason, observation_count, exhibit_id, locator
from frame.cannot_link
order by case_id, reference_l, reference_r, reason, exhibit_id, locator;
