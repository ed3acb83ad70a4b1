-- Usable selectors of references: of accounts directly, of list rows through each name of the row, and the number that an
-- account is named by. A number whose account changed hands names none of its operators.
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
    union all
    select reference.reference, 'phone', reference.native_id, 'account_id', reference.exhibit_id, reference.locator
    from frame.reference as reference
    where
        reference.case_id = $case_id
        and reference.kind = 'account'
        and reference.platform in ('whatsapp', 'signal', 'phone')
        and regexp_full_match(reference.native_id, '[+][1-9][0-9]{6,14}')
        and not contains(reference.reference, '@')
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
