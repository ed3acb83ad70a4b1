select
    reference.case_id,
    reference.account_id,
    any_value(reference.platform) as platform,
    any_value(reference.native_id) as native_id,
    bool_or(reference.is_owner) as is_owner,
    min(reference.first_seen_at) as first_seen,
    max(reference.last_seen_at) as last_seen,
    sum(reference.message_count)::bigint as message_count
from frame.reference
where reference.kind = 'account'
group by reference.case_id, reference.account_id
order by reference.case_id, reference.account_id;
