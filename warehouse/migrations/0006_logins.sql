-- Logins and sessions of accounts, as platforms disclose them.
create table record.login (
    case_id varchar not null,
    "exhibit_id" varchar not null,
    "locator" varchar not null,
    "account_id" varchar not null,
    "happened_at" timestamp,
    "happened_at_raw" varchar,
    "time_basis" varchar not null,
    "ip" varchar,
    "device" varchar,
    "action" varchar
);
comment on table record.login is 'One row per login or session of an account as the platform tells it: where from and when somebody operated it.';
