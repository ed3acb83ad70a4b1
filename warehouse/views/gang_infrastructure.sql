select
    gang_id,
    case_id,
    kind,
    value,
    same_as,
    member_count,
    observation_count,
    first_seen,
    last_seen,
    exhibit_id,
    locator
from frame.gang_infrastructure
order by gang_id, kind, value;
