-- No message may be logged under an account nobody knows.
select message.message_id
from snapshot.message
left join snapshot.account
    on message.case_id = account.case_id and message.sender_account_id = account.account_id
where message.sender_account_id is not null and account.account_id is null;
