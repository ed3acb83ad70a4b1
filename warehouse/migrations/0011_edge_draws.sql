-- How far a command edge rests on single messages and devices.
alter table frame.reports_to add column "kept_share" double;
