-- The latest decision on the weights of a case; none where nobody decided yet.
select
    resolver,
    weights_version,
    given_weights
from ledger.resolver_choice
where case_id = $case_id
order by chosen_at desc, run_id desc
limit 1;
