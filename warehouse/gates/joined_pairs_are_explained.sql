-- An entity of two or more references must rest on links with reasons.
with joined as (
    select reference.entity_id
    from snapshot.entity_reference as reference
    group by reference.entity_id
    having count(*) > 1
)
select joined.entity_id
from joined
where not exists (
    select 1
    from snapshot.link
    inner join snapshot.link_evidence on link.link_id = link_evidence.link_id
    where link.entity_id = joined.entity_id
);
