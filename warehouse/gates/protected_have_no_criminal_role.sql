-- Victims and bystanders never bear a criminal role.
select entity_role.entity_id, entity_role.role
from snapshot.entity_role
inner join snapshot.entity on entity_role.entity_id = entity.entity_id
left join snapshot.role on entity_role.role = role.role
where entity.is_protected and role.family is distinct from 'protected';
