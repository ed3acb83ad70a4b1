select
    history."case_id",
    history."link_id",
    history."left_reference",
    history."right_reference",
    history."entity_id",
    history."match_weight",
    history."match_probability",
    history."family_count",
    history."status",
    history."decided_by",
    history.valid_from_run,
    began.finished_at as valid_from,
    history.valid_until_run,
    ended.finished_at as valid_until
from ledger.link_history as history
left join ledger.resolver_run as began on history.valid_from_run = began.run_id
left join ledger.resolver_run as ended on history.valid_until_run = ended.run_id
order by history."case_id", history."link_id", history."left_reference", history."right_reference", history."entity_id", history."family_count", history."status", history."decided_by", began.finished_at, history.valid_from_run;
