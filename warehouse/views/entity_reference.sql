select
    member.case_id,
    member.reference,
    member.entity_id,
    reference.kind,
    member.probability
from frame.cluster_member as member
inner join frame.reference
    on member.case_id = reference.case_id and member.reference = reference.reference
order by member.case_id, member.reference;
