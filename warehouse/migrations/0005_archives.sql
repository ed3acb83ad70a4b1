-- How far an archive was taken apart, or a member came out of one, as the delivery found it.
alter table ledger.provenance add column taken_status varchar;
comment on column ledger.provenance.taken_status is
'read, partial, unsupported or rejected for archives and members; null when there is nothing to say.';
