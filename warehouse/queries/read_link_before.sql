-- Pairs that lay inside an entity after the last published run of the case.
select
    left_reference as reference_l,
    right_reference as reference_r,
    match_weight
from ledger.link_history
where
    case_id = $case_id
    and entity_id is not null
    and valid_from_run in (select run_id from ledger.published_run)
    and (valid_until_run is null or valid_until_run not in (select run_id from ledger.published_run))
order by left_reference, right_reference;
