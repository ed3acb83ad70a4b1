-- Decisions whose end has come no longer hold; they stay as what was decided.
update ledger.judgement
set is_expired = true
where not is_expired and expires_at <= $now;
