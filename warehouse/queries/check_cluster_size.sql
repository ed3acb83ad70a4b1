-- The biggest entity of each case beside the size of the case.
with entity as (
    select case_id, entity_id, count(*) as reference_count
    from frame.cluster_member
    group by case_id, entity_id
)
select
    case_id,
    arg_max(entity_id, (reference_count, entity_id)) as entity_id,
    max(reference_count) as biggest_count,
    sum(reference_count)::bigint as reference_count,
    count(*) as entity_count
from entity
group by case_id
order by case_id;
