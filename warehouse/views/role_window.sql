-- What a person's dated evidence of each month speaks for: roles are many, and change. Undated evidence (lists) is in none.
select
    evidence.entity_id,
    evidence.case_id,
    evidence.role,
    date_trunc('month', evidence.seen_at)::timestamp as from_at,
    (date_trunc('month', evidence.seen_at) + interval 1 month)::timestamp as until_at,
    round(sum(evidence.weight) / sum(sum(evidence.weight)) over (
        partition by evidence.case_id, evidence.entity_id, date_trunc('month', evidence.seen_at)
    ), 6) as share,
    round(sum(evidence.weight), 6) as weight,
    count(*) as evidence_count
from frame.role_evidence as evidence
where evidence.seen_at is not null and evidence.weight > 0
group by evidence.entity_id, evidence.case_id, evidence.role, date_trunc('month', evidence.seen_at)
order by evidence.case_id, evidence.entity_id, from_at, evidence.role;
