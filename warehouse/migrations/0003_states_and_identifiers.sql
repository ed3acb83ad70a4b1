-- What forensic tools say of records, identifiers in the words of messages, and what a reading depended on beside its file.
create table record.record_state (
    case_id varchar not null,
    "exhibit_id" varchar not null,
    "locator" varchar not null,
    "deleted_state" varchar not null,
    "decoding_confidence" varchar
);
comment on table record.record_state is 'One row per state of a record as a forensic tool or database gives it.';
create table record.text_identifier (
    case_id varchar not null,
    "exhibit_id" varchar not null,
    "locator" varchar not null,
    "start_offset" bigint not null,
    "end_offset" bigint not null,
    "kind" varchar not null,
    "value" varchar not null,
    "raw" varchar not null,
    "is_usable" boolean not null,
    "reason" varchar not null
);
comment on table record.text_identifier is 'One row per identifier found in the words of a message.';
alter table ledger.reading add column companions_key varchar;
