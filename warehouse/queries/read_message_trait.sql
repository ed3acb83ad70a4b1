-- Rows of frame.message_trait of one case, in the order of their key.
select
    message_id,
    trait,
    of_message_id,
    start_offset,
    end_offset,
    label,
    logged_under
from frame.message_trait
where case_id = $case_id
order by message_id, trait, start_offset;
