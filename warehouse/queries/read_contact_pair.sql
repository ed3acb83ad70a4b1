-- Pairs of references of a case that were in touch without words, from tables of calls and meetings.
with account as (
    select reference, account_id
    from frame.reference
    where case_id = $case_id and account_id is not null
)
select
    one.reference,
    other.reference as other_reference,
    contact.kind,
    sum(contact.contact_count)::bigint as contact_count,
    arg_min(contact.exhibit_id, (contact.exhibit_id, contact.locator)) as exhibit_id,
    arg_min(contact.locator, (contact.exhibit_id, contact.locator)) as locator,
    min(contact.first_at) as first_at,
    max(contact.last_at) as last_at
from record.contact as contact
inner join account as one on contact.account_id = one.account_id
inner join account as other on contact.other_account_id = other.account_id
where
    contact.case_id = $case_id
    and contact.kind in ('call', 'meeting')
    and one.reference <> other.reference
group by one.reference, other.reference, contact.kind
order by one.reference, other_reference, contact.kind;
