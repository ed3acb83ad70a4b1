-- Two accounts that two exhibits log the same messages under: what one phone shows as a label or as "me", another shows
-- as an account. Which of them said it is the same person; whether they are one account is for the reader to see.
select
    original.case_id,
    original.sender_account_id as account_id,
    copied.sender_account_id as other_account_id,
    count(*) as message_count,
    arg_min(copied.exhibit_id, (copied.exhibit_id, copied.locator)) as exhibit_id,
    arg_min(copied.locator, (copied.exhibit_id, copied.locator)) as locator
from snapshot.message_provenance as copied
inner join snapshot.message_provenance as original
    on
        copied.case_id = original.case_id
        and copied.message_id = original.message_id
        and original.is_original
where not copied.is_original and copied.sender_account_id <> original.sender_account_id
group by original.case_id, original.sender_account_id, copied.sender_account_id
order by original.case_id, original.sender_account_id, copied.sender_account_id;
