-- Identifiers of accounts and of list rows; an entity that holds an account in several threads holds it once here.
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
from tied
group by entity_id, case_id, kind, value, basis
order by entity_id, kind, value, basis;
