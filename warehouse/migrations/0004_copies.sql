-- One message that several exhibits show is one message: which rows are copies, what copies tell of the sender, and
-- whose words a message holds.
create table frame.message_trait (
    case_id varchar not null,
    "message_id" varchar not null,
    "trait" varchar not null,
    "of_message_id" varchar,
    "start_offset" bigint not null,
    "end_offset" bigint not null,
    "label" varchar,
    "logged_under" varchar
);
comment on table frame.message_trait is 'One row per reason to take care with the words of a message.';
create table frame.message_copy (
    case_id varchar not null,
    "message_id" varchar not null,
    "original_message_id" varchar not null,
    "reason" varchar not null,
    "shift_minutes" bigint
);
comment on table frame.message_copy is 'One row per message that an earlier exhibit already gave.';
create table frame.message_sender (
    case_id varchar not null,
    "message_id" varchar not null,
    "sender_account_id" varchar,
    "reason" varchar not null
);
comment on table frame.message_sender is 'One row per message whose sender is another than its exhibit says.';

-- The order in which exhibits count as known: by the first delivery that brought them, then by their hash. It rests on
-- the names of journal entries alone, so it is the same whatever was taken in or read first.
create view ledger.exhibit_order as
select
    provenance.case_id,
    provenance.exhibit_id,
    min(seizure.first_entry) as first_entry,
    row_number() over (
        partition by provenance.case_id
        order by min(seizure.first_entry), provenance.exhibit_id
    ) as exhibit_order
from ledger.provenance
inner join ledger.seizure
    on provenance.case_id = seizure.case_id and provenance.seizure_id = seizure.seizure_id
where provenance.exhibit_id is not null and provenance.manifest_check <> 'mismatch'
group by provenance.case_id, provenance.exhibit_id;

-- Messages at every place where they stand, each under the account that sent it: a server's echo under nobody's.
create view record.attributed_message as
select
    message.* replace (
        case
            when sender.message_id is null then message.sender_account_id
            else sender.sender_account_id
        end as sender_account_id
    )
from record.stored_message as message
left join frame.message_sender as sender
    on message.case_id = sender.case_id and message.message_id = sender.message_id;

-- Messages once each, at the place that counts.
create view record.distinct_message as
select message.*
from record.attributed_message as message
anti join frame.message_copy as copy
    on message.case_id = copy.case_id and message.message_id = copy.message_id;
