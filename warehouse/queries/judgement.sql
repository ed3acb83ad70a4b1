-- A decision of a person, kept for good.
insert into ledger.judgement (
    judgement_id, case_id, kind, left_reference, right_reference, judgement, reason, judged_by, judged_at, expires_at,
    entry_name
) values (
    $judgement_id, $case_id, $kind, $left_reference, $right_reference, $judgement, $reason, $judged_by, $judged_at,
    $expires_at, $entry_name
);
