-- Messages that say a person in a gang may be coerced.
create table frame.coercion_sign (
    case_id varchar not null,
    "sign_id" varchar not null,
    "entity_id" varchar,
    "kind" varchar not null,
    "basis" varchar not null,
    "message_id" varchar not null,
    "thread_id" varchar not null,
    "words" varchar not null,
    "sentence_en" varchar not null,
    "sentence_zh" varchar not null,
    "seen_at" timestamp,
    "exhibit_id" varchar not null,
    "locator" varchar not null
);
comment on table frame.coercion_sign is 'One row per message that says a person may be coerced: a reason to check, never a finding.';
