select distinct alias_form, "view", value
from frame.alias_view
order by alias_form, "view", value;
