-- Each reference of an entity of two or more must rest on a link with a reason.
with crowded as (
    select entity_id
    from snapshot.entity_reference
    group by entity_id
    having count(*) > 1
),
explained as (
    select distinct link.entity_id, link.left_reference, link.right_reference
    from snapshot.link
    inner join snapshot.link_evidence on link.link_id = link_evidence.link_id
    where link.entity_id is not null
),
tied as (
    select entity_id, left_reference as reference from explained
    union
    select entity_id, right_reference from explained
)
select reference.case_id, reference.reference
from snapshot.entity_reference as reference
inner join crowded on reference.entity_id = crowded.entity_id
left join tied on reference.entity_id = tied.entity_id and reference.reference = tied.reference
where tied.reference is null;
