-- The first name of an app that changed it, so that all its names are one.
alter table frame.gang_infrastructure add column "same_as" varchar;
comment on table frame.gang_infrastructure is 'One row per gang and wallet, site, invite code, app or script that its people write in closed rooms.';
