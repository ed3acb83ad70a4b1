-- What the people of a gang write of wallets, sites, invite codes and scripts.
create table frame.gang_infrastructure (
    case_id varchar not null,
    "gang_id" varchar not null,
    "kind" varchar not null,
    "value" varchar not null,
    "member_count" bigint not null,
    "observation_count" bigint not null,
    "first_seen" timestamp,
    "last_seen" timestamp,
    "exhibit_id" varchar not null,
    "locator" varchar not null
);
comment on table frame.gang_infrastructure is 'One row per gang and wallet, site, invite code or script that its people write in closed rooms.';
