-- Every account belongs to an entity, alone if need be.
select account.case_id, account.account_id
from snapshot.account
where not exists (
    select 1
    from snapshot.entity_account
    where account.case_id = entity_account.case_id and account.account_id = entity_account.account_id
);
