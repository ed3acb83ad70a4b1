-- References drawn for checking: the smallest hashes are a random sample that new references disturb little.
select reference
from frame.reference
where case_id = $case_id
order by md5(case_id || '|audit|' || reference), reference
limit $draws;
