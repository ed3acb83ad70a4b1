select role, family, label_en, label_zh, description
from (select distinct role, family, label_en, label_zh, description from frame.role)
order by family, role;
