-- Places where people of gangs sit, who is told to sit there, and what that rests on.
create table frame.den (
    case_id varchar not null,
    "den_id" varchar not null,
    "label" varchar not null,
    "kind" varchar not null,
    "first_seen" timestamp,
    "last_seen" timestamp,
    "member_count" bigint not null,
    "evidence_count" bigint not null
);
comment on table frame.den is 'One row per place where people of gangs sit; a den is no gang.';
create table frame.den_member (
    case_id varchar not null,
    "den_id" varchar not null,
    "entity_id" varchar not null,
    "gang_id" varchar,
    "from_at" timestamp,
    "until_at" timestamp,
    "probability" double not null,
    "evidence_count" bigint not null
);
comment on table frame.den_member is 'One row per person told to sit in a den.';
create table frame.den_evidence (
    case_id varchar not null,
    "den_id" varchar not null,
    "entity_id" varchar not null,
    "way" varchar not null,
    "words" varchar not null,
    "seen_at" timestamp,
    "exhibit_id" varchar not null,
    "locator" varchar not null
);
comment on table frame.den_evidence is 'One row per piece of evidence that a person sits in a den.';
