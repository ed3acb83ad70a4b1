select
    den_id,
    case_id,
    label,
    kind,
    first_seen,
    last_seen,
    member_count,
    (
        select count(distinct den_member.gang_id)
        from frame.den_member as den_member
        where den_member.case_id = den.case_id and den_member.den_id = den.den_id
    ) as gang_count,
    evidence_count
from frame.den as den
order by case_id, den_id;
