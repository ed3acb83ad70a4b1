select
    history."case_id",
    history."superior_id",
    history."subordinate_id",
    history."signal",
    history."words",
    history."weight",
    history."exhibit_id",
    history."locator",
    history.valid_from_run,
    began.finished_at as valid_from,
    history.valid_until_run,
    ended.finished_at as valid_until
from ledger.reports_to_evidence_history as history
left join ledger.resolver_run as began on history.valid_from_run = began.run_id
left join ledger.resolver_run as ended on history.valid_until_run = ended.run_id
order by history."case_id", history."superior_id", history."subordinate_id", history."signal", history."exhibit_id", history."locator", history."words", began.finished_at, history.valid_from_run;
