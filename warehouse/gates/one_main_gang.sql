-- Who is in gangs has one main gang, which entity.gang_id names.
select gang_member.entity_id
from snapshot.gang_member
left join snapshot.entity on gang_member.entity_id = entity.entity_id
group by gang_member.entity_id
having count(*) filter (where gang_member.is_main) <> 1
    or any_value(entity.gang_id) is distinct from min(gang_member.gang_id) filter (where gang_member.is_main);
