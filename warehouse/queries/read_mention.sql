-- Rows of frame.mention of one case, in the order of their key.
select
    message_id,
    start_offset,
    end_offset,
    text,
    alias_form,
    manner
from frame.mention
where case_id = $case_id
order by message_id, start_offset, end_offset;
