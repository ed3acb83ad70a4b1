-- Rows of frame.gang_member of one case, in the order of their key.
select
    gang_id,
    entity_id,
    share,
    from_at,
    until_at,
    leadership_rank,
    is_main
from frame.gang_member
where case_id = $case_id
order by gang_id, entity_id;
