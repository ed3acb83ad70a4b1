-- When people called or met, where a table of contacts says so.
alter table record.contact add column "first_at" timestamp;
alter table record.contact add column "last_at" timestamp;
alter table record.contact add column "at_raw" varchar;
