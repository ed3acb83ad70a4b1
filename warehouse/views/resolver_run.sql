select run_id, started_at, finished_at, configuration, code_version, cases
from ledger.resolver_run
order by started_at, run_id;
