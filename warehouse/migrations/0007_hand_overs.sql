-- Where accounts seem to have changed hands; a row that splits gives the account two references, one a hand.
create table frame.hand_over (
    case_id varchar not null,
    "reference" varchar not null,
    "account_id" varchar not null,
    "happened_at" timestamp not null,
    "quiet_from" timestamp not null,
    "signs" varchar not null,
    "is_split" boolean not null,
    "reference_before" varchar not null,
    "reference_after" varchar not null,
    "exhibit_id" varchar,
    "locator" varchar
);
comment on table frame.hand_over is 'One row per pause after which an account seems to be in another hand.';
