select
    history."case_id",
    history."gang_id",
    history."entity_id",
    history."leadership_rank",
    history."is_main",
    history.valid_from_run,
    began.finished_at as valid_from,
    history.valid_until_run,
    ended.finished_at as valid_until
from ledger.gang_member_history as history
left join ledger.resolver_run as began on history.valid_from_run = began.run_id
left join ledger.resolver_run as ended on history.valid_until_run = ended.run_id
order by history."case_id", history."gang_id", history."entity_id", began.finished_at, history.valid_from_run;
