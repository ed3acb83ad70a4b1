select
    history."case_id",
    history."resolver",
    history."weights_version",
    history."comparison",
    history."level",
    history."factor",
    history."shift",
    history."weight",
    history."is_used",
    history.valid_from_run,
    began.finished_at as valid_from,
    history.valid_until_run,
    ended.finished_at as valid_until
from ledger.resolver_weight_history as history
left join ledger.resolver_run as began on history.valid_from_run = began.run_id
left join ledger.resolver_run as ended on history.valid_until_run = ended.run_id
order by history."case_id", history."resolver", history."comparison", history."level", history."weights_version", history."is_used", began.finished_at, history.valid_from_run;
