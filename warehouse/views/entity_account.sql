select
    member.entity_id,
    member.case_id,
    reference.account_id,
    reference.platform,
    reference.native_id,
    member.reference,
    reference.thread_id,
    reference.first_seen_at as from_at,
    reference.last_seen_at as until_at,
    reference.message_count,
    member.probability
from frame.cluster_member as member
inner join frame.reference
    on member.case_id = reference.case_id and member.reference = reference.reference
where reference.kind = 'account'
order by member.entity_id, member.reference;
