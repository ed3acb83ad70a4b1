-- The ledger: what was taken in, read, decided, and which ids were given. Rows here are the memory of the house.
create table ledger.journal_entry (
    entry_name varchar primary key,
    kind varchar not null,
    ordinal bigint not null
);
comment on table ledger.journal_entry is 'One row per journal entry that was taken in.';
create table ledger.seizure (
    case_id varchar not null,
    seizure_id varchar not null,
    first_entry varchar not null,
    timezone varchar,
    owners varchar[] not null,
    custody map(varchar, varchar) not null,
    primary key (case_id, seizure_id)
);
comment on table ledger.seizure is 'One row per seizure; a later delivery to it fills what earlier ones left open.';
create table ledger.provenance (
    case_id varchar not null,
    seizure_id varchar not null,
    path varchar not null,
    exhibit_id varchar,
    size_bytes bigint,
    manifest_check varchar not null,
    expected_hash varchar,
    problem varchar,
    first_entry varchar not null
);
comment on table ledger.provenance is 'One row per file of a delivery: the same bytes may come by several paths.';
create table ledger.reading (
    case_id varchar not null,
    exhibit_id varchar not null,
    seizure_id varchar not null,
    path varchar not null,
    reading_key varchar not null,
    status varchar not null,
    format varchar,
    reader varchar,
    record_count bigint not null,
    rejected_count bigint not null,
    duplicate_count bigint not null,
    independent_count bigint,
    problem varchar
);
comment on table ledger.reading is 'One row per exhibit of a case that was read, and how that ended.';
create table ledger.judgement (
    judgement_id varchar not null,
    case_id varchar,
    left_reference varchar not null,
    right_reference varchar not null,
    judgement varchar not null,
    reason varchar not null,
    judged_by varchar not null,
    judged_at timestamp not null,
    entry_name varchar not null
);
comment on table ledger.judgement is 'One row per decision of a person; superseded by later ones, never deleted.';
create table ledger.resolved_case (
    case_id varchar not null,
    evidence_key varchar not null,
    configuration varchar not null
);
comment on table ledger.resolved_case is 'One row per case: what its last resolution saw and with which settings.';
create table ledger.known_entity (
    case_id varchar not null,
    reference varchar not null,
    entity_id varchar not null
);
comment on table ledger.known_entity is 'One row per reference and the entity it belonged to after the last run.';
create table ledger.entity_event (
    case_id varchar not null,
    run_id varchar not null,
    happened_at timestamp not null,
    event varchar not null,
    entity_id varchar not null,
    other_entity_id varchar,
    reason varchar not null
);
comment on table ledger.entity_event is 'One row per birth, merge, split or retirement of an entity.';
create table ledger.resolver_run (
    run_id varchar not null,
    started_at timestamp not null,
    finished_at timestamp,
    configuration varchar not null,
    code_version varchar not null,
    cases varchar[] not null
);
comment on table ledger.resolver_run is 'One row per run with its configuration.';
-- The same escapes as warehouse/schema/ids.py: separators inside a part of a readable id.
create macro encode_part(part) as
    replace(replace(replace(replace(replace(replace(
        part, '%', '%25'), ':', '%3A'), '@', '%40'), chr(10), '%0A'), chr(13), '%0D'), chr(9), '%09');

-- Messages with their ids: made from content, so that the same evidence always gets the same id.
create view record.stored_message as
select
    'm' || substr(md5(case_id || '|' || exhibit_id || '|' || locator), 1, 20) as message_id,
    *
from record.message;

-- Names of lists that get a reference: nicknames, and real names of rows that give no nickname. The real name beside a
-- nickname is a claim about the civil identity of the row's person, not one more name he answers to.
create view record.listed_name as
select
    'listed:' || substr(exhibit_id, 1, 16) || ':' || encode_part("row") || ':' || encode_part(name) as reference,
    exhibit_id || ':' || "row" as row_key,
    *
from record.list_entry
qualify name_kind = 'nickname' or not bool_or(name_kind = 'nickname') over (partition by case_id, exhibit_id, "row");
