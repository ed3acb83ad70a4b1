select
    reference.entity_id,
    reference.case_id,
    selector.kind,
    selector.value,
    selector.basis,
    max(reference.probability) as probability,
    count(*) as observation_count,
    arg_min(selector.exhibit_id, (selector.exhibit_id, selector.locator)) as exhibit_id,
    arg_min(selector.locator, (selector.exhibit_id, selector.locator)) as locator
from record.selector
inner join (
    select distinct
        member.case_id,
        member.entity_id,
        member.probability,
        reference.account_id,
        reference.row_key
    from snapshot.entity_reference as member
    inner join (select *, "row" as row_key from frame.reference) as reference
        on member.case_id = reference.case_id and member.reference = reference.reference
) as reference
    on
        selector.case_id = reference.case_id
        and (
            selector.account_id = reference.account_id
            or selector.exhibit_id || ':' || selector.list_row = reference.row_key
        )
where selector.is_usable
group by reference.entity_id, reference.case_id, selector.kind, selector.value, selector.basis
order by reference.entity_id, selector.kind, selector.value, selector.basis;
