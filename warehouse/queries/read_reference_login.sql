-- Logins of the accounts of a case, each under the reference whose period it falls in.
select
    reference.reference,
    login.happened_at,
    login.ip,
    login.exhibit_id,
    login.locator
from record.login as login
inner join frame.reference as reference
    on login.case_id = reference.case_id and login.account_id = reference.account_id and reference.kind = 'account'
where login.case_id = $case_id
qualify
    row_number() over (
        partition by login.exhibit_id, login.locator, login.account_id, login.happened_at, login.ip
        order by
            coalesce(login.happened_at between reference.first_seen_at and reference.last_seen_at, false) desc,
            reference.reference
    ) = 1
order by reference.reference, login.happened_at nulls last, login.exhibit_id, login.locator;
