select
    act.act_id,
    act.case_id,
    act.kind,
    actor.entity_id as actor_entity_id,
    target.entity_id as target_entity_id,
    act.message_id,
    act.cue,
    act.done_at,
    act.exhibit_id,
    act.locator
from frame.act
left join frame.cluster_member as actor on act.case_id = actor.case_id and act.actor = actor.reference
left join frame.cluster_member as target on act.case_id = target.case_id and act.target = target.reference
order by act.case_id, act.act_id;
