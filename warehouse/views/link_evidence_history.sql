select
    history."case_id",
    history."link_id",
    history."family",
    history."comparison",
    history."level",
    history."value_l",
    history."value_r",
    history."weight",
    history."sentence_en",
    history."sentence_zh",
    history."exhibit_id",
    history."locator",
    history.valid_from_run,
    began.finished_at as valid_from,
    history.valid_until_run,
    ended.finished_at as valid_until
from ledger.link_evidence_history as history
left join ledger.resolver_run as began on history.valid_from_run = began.run_id
left join ledger.resolver_run as ended on history.valid_until_run = ended.run_id
order by history."case_id", history."link_id", history."family", history."comparison", history."level", history."value_l", history."value_r", history."sentence_en", history."sentence_zh", history."exhibit_id", history."locator", began.finished_at, history.valid_from_run;
