-- Identifiers of accounts and of list rows; an entity that holds an account in several threads holds it once here. The
-- number that an account is named by is one too, where it never changed hands.
with bearer as (
    select
        member.case_id,
        member.entity_id,
        reference.account_id,
        reference."row" as row_key,
        max(member.probability) as probability
    from snapshot.entity_reference as member
    inner join frame.reference
        on member.case_id = reference.case_id and member.reference = reference.reference
    group by member.case_id, member.entity_id, reference.account_id, reference."row"
),
own_number as (
    select
        bearer.entity_id,
        bearer.case_id,
        'phone' as kind,
        reference.native_id as value,
        'account_id' as basis,
        bearer.probability,
        reference.exhibit_id,
        reference.locator
    from bearer
    inner join frame.reference as reference
        on bearer.case_id = reference.case_id and bearer.account_id = reference.account_id
    where
        reference.platform in ('whatsapp', 'signal', 'phone')
        and regexp_full_match(reference.native_id, '[+][1-9][0-9]{6,14}')
        and not contains(reference.reference, '@')
),
tied as (
    -- Two joins and not one with `or`, which would compare every selector with every reference of the case.
    select bearer.entity_id, bearer.probability, selector.*
    from record.selector
    inner join bearer on selector.case_id = bearer.case_id and selector.account_id = bearer.account_id
    where selector.is_usable
    union all
    select bearer.entity_id, bearer.probability, selector.*
    from record.selector
    inner join bearer
        on selector.case_id = bearer.case_id and selector.exhibit_id || ':' || selector.list_row = bearer.row_key
    where selector.is_usable
)
select
    entity_id,
    case_id,
    kind,
    value,
    basis,
    max(probability) as probability,
    count(distinct (exhibit_id, locator)) as observation_count,
    arg_min(exhibit_id, (exhibit_id, locator)) as exhibit_id,
    arg_min(locator, (exhibit_id, locator)) as locator
from (
    select entity_id, case_id, kind, value, basis, probability, exhibit_id, locator from tied
    union all
    select entity_id, case_id, kind, value, basis, probability, exhibit_id, locator from own_number
) as held
group by entity_id, case_id, kind, value, basis
order by entity_id, kind, value, basis;
