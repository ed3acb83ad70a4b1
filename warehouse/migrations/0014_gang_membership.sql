-- An entity can be in several gangs, one of them its main one. Until now each was in one only.
alter table frame.gang_member add column "is_main" boolean default true;
alter table ledger.gang_member_history add column "is_main" boolean default true;
