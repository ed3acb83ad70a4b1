-- Names of list rows with what the row claims.
select
    reference,
    row_key as "row",
    name,
    name_kind,
    role_text,
    superior_text,
    group_text,
    account_id,
    exhibit_id,
    locator
from record.listed_name
where case_id = $case_id
order by reference, locator;
