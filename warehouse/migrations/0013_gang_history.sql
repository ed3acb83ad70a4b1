-- What every published run believed of gangs, command and roles, beside what 0008_history.sql keeps. Columns follow
-- warehouse/schema/history.py.
create table ledger.role_evidence_history (
    case_id varchar,
    "entity_id" varchar,
    "role" varchar,
    "signal" varchar,
    "words" varchar,
    "weight" double,
    "exhibit_id" varchar,
    "locator" varchar,
    valid_from_run varchar not null,
    valid_until_run varchar
);
comment on table ledger.role_evidence_history is 'One row per row that role_evidence once had or has, with the runs between which it stood.';
create table ledger.gang_history (
    case_id varchar,
    "gang_id" varchar,
    "label" varchar,
    valid_from_run varchar not null,
    valid_until_run varchar
);
comment on table ledger.gang_history is 'One row per row that gang once had or has, with the runs between which it stood.';
create table ledger.gang_member_history (
    case_id varchar,
    "gang_id" varchar,
    "entity_id" varchar,
    "leadership_rank" bigint,
    valid_from_run varchar not null,
    valid_until_run varchar
);
comment on table ledger.gang_member_history is 'One row per row that gang_member once had or has, with the runs between which it stood.';
create table ledger.reports_to_history (
    case_id varchar,
    "gang_id" varchar,
    "superior_id" varchar,
    "subordinate_id" varchar,
    "probability" double,
    "status" varchar,
    "decided_by" varchar,
    valid_from_run varchar not null,
    valid_until_run varchar
);
comment on table ledger.reports_to_history is 'One row per row that reports_to once had or has, with the runs between which it stood.';
create table ledger.reports_to_evidence_history (
    case_id varchar,
    "superior_id" varchar,
    "subordinate_id" varchar,
    "signal" varchar,
    "words" varchar,
    "weight" double,
    "exhibit_id" varchar,
    "locator" varchar,
    valid_from_run varchar not null,
    valid_until_run varchar
);
comment on table ledger.reports_to_evidence_history is 'One row per row that reports_to_evidence once had or has, with the runs between which it stood.';
