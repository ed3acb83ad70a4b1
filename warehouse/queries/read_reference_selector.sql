-- Usable selectors of references: of accounts directly, of list rows through each name of the row.
with tied as (
    select reference.reference, selector.kind, selector.value, selector.basis, selector.exhibit_id, selector.locator
    from record.selector as selector
    inner join frame.reference as reference
        on reference.case_id = $case_id and selector.account_id = reference.account_id
    where selector.case_id = $case_id and selector.is_usable
    union all
    select reference.reference, selector.kind, selector.value, selector.basis, selector.exhibit_id, selector.locator
    from record.selector as selector
    inner join frame.reference as reference
        on
            reference.case_id = $case_id
            and reference.kind = 'listed'
            and reference."row" = selector.exhibit_id || ':' || selector.list_row
    where selector.case_id = $case_id and selector.is_usable and selector.list_row is not null
)
select
    reference,
    kind,
    value,
    basis,
    count(*) as observation_count,
    arg_min(exhibit_id, (exhibit_id, locator)) as exhibit_id,
    arg_min(locator, (exhibit_id, locator)) as locator
from tied
group by reference, kind, value, basis
order by reference, kind, value, basis;
