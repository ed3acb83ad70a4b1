-- Reasons of published links that do not lead to a place in an exhibit that was read; a judgement names a person instead.
select
    evidence.case_id,
    evidence.comparison,
    count(*) as reason_count
from frame.pair_evidence as evidence
semi join frame.scored_pair as pair
    on
        evidence.case_id = pair.case_id
        and evidence.reference_l = pair.reference_l
        and evidence.reference_r = pair.reference_r
        and pair.decision <> 'apart'
anti join ledger.reading
    on
        evidence.case_id = reading.case_id
        and evidence.exhibit_id = reading.exhibit_id
        and evidence.locator is not null
        and reading.status in ('read', 'partial')
where evidence.comparison <> 'judgement'
group by evidence.case_id, evidence.comparison
order by evidence.case_id, evidence.comparison;
