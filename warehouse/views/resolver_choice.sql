select case_id, run_id, chosen_at, asked, resolver, weights_version, signed_by, because
from ledger.resolver_choice
order by chosen_at, case_id;
