-- What every published run believed: rows of some relations with the runs between which they stood. Columns follow
-- warehouse/schema/history.py.
create table ledger.entity_reference_history (
    case_id varchar,
    "reference" varchar,
    "entity_id" varchar,
    "kind" varchar,
    "probability" double,
    valid_from_run varchar not null,
    valid_until_run varchar
);
comment on table ledger.entity_reference_history is 'One row per row that entity_reference once had or has, with the runs between which it stood.';
create table ledger.entity_alias_history (
    case_id varchar,
    "entity_id" varchar,
    "alias" varchar,
    "alias_form" varchar,
    "kind" varchar,
    valid_from_run varchar not null,
    valid_until_run varchar
);
comment on table ledger.entity_alias_history is 'One row per row that entity_alias once had or has, with the runs between which it stood.';
create table ledger.link_history (
    case_id varchar,
    "link_id" varchar,
    "left_reference" varchar,
    "right_reference" varchar,
    "entity_id" varchar,
    "match_weight" double,
    "match_probability" double,
    "family_count" bigint,
    "status" varchar,
    "decided_by" varchar,
    valid_from_run varchar not null,
    valid_until_run varchar
);
comment on table ledger.link_history is 'One row per row that link once had or has, with the runs between which it stood.';
create table ledger.link_evidence_history (
    case_id varchar,
    "link_id" varchar,
    "family" varchar,
    "comparison" varchar,
    "level" varchar,
    "value_l" varchar,
    "value_r" varchar,
    "weight" double,
    "sentence_en" varchar,
    "sentence_zh" varchar,
    "exhibit_id" varchar,
    "locator" varchar,
    valid_from_run varchar not null,
    valid_until_run varchar
);
comment on table ledger.link_evidence_history is 'One row per row that link_evidence once had or has, with the runs between which it stood.';
create table ledger.entity_role_history (
    case_id varchar,
    "entity_id" varchar,
    "gang_id" varchar,
    "role" varchar,
    "probability" double,
    valid_from_run varchar not null,
    valid_until_run varchar
);
comment on table ledger.entity_role_history is 'One row per row that entity_role once had or has, with the runs between which it stood.';
create table ledger.published_run (
    run_id varchar not null
);
comment on table ledger.published_run is 'One row per run whose snapshot was swapped in; what other runs remembered is taken back.';
