-- The case counts as unresolved again: a step is about to replace some of its tables, and only a whole run completes them.
delete from ledger.resolved_case
where case_id = $case_id;
