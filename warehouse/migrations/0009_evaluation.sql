-- Which entities to check by hand, and what was measured on the linking of a case.
create table frame.audit_plan (
    case_id varchar not null,
    "position" bigint not null,
    "reference" varchar not null,
    "entity_id" varchar,
    "pair_count" bigint not null,
    "decided_count" bigint not null,
    "is_checked" boolean not null
);
comment on table frame.audit_plan is 'One row per reference drawn for checking by hand, with the entity it is in.';
create table frame.audit_pair (
    case_id varchar not null,
    "position" bigint not null,
    "left_reference" varchar not null,
    "right_reference" varchar not null,
    "why" varchar not null,
    "verdict" varchar
);
comment on table frame.audit_pair is 'One row per pair to decide when an entity of audit_plan is checked.';
create table frame.measured (
    case_id varchar not null,
    "measure" varchar not null,
    "value" double not null,
    "lower" double,
    "upper" double,
    "sample_size" bigint not null,
    "meaning" varchar not null
);
comment on table frame.measured is 'One row per figure measured on the linking of a case.';
