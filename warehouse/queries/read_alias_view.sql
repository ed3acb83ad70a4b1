-- Rows of frame.alias_view of one case, in the order of their key.
select
    alias_form,
    view,
    value
from frame.alias_view
where case_id = $case_id
order by alias_form, view, value;
