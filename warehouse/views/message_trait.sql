select message_id, case_id, trait, of_message_id, start_offset, end_offset, label, logged_under
from frame.message_trait
order by case_id, message_id, trait, start_offset;
