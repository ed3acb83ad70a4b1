-- Rows of frame.statement of one case, in the order of their key.
select
    statement_id,
    kind,
    subject,
    subject_name,
    object,
    object_name,
    is_negated,
    is_doubtful,
    said_by,
    pattern,
    message_id,
    thread_id,
    said_at,
    exhibit_id,
    locator
from frame.statement
where case_id = $case_id
order by statement_id;
