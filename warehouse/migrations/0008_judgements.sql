-- Judgements on more than pairs, with an end; columns of roles and edges that say who decided them.
alter table ledger.judgement add column kind varchar default 'pair';
alter table ledger.judgement add column expires_at timestamp;
-- Set by the run that takes the journal in after the end: all that depends on it then sees the same.
alter table ledger.judgement add column is_expired boolean default false;
alter table frame.entity_role add column "decided_by" varchar;
alter table frame.reports_to add column "decided_by" varchar;

-- What each decision is about, so that decisions on the same can be compared: a pair has no direction, a name no case.
create view ledger.decision as
select
    *,
    kind || '|' || case
        when kind = 'pair' then least(left_reference, right_reference) || '|' || greatest(left_reference, right_reference)
        else left_reference || '|' || lower(right_reference)
    end as subject
from ledger.judgement;

-- Decisions that hold. One that names no case speaks of every case, so it supersedes earlier ones of a case as well.
-- What was superseded stays so when the later one ends or is withdrawn: the question is open again then.
create view ledger.decision_in_force as
select *
from ledger.decision
where
    judgement <> 'withdrawn'
    and not is_expired
    and not exists (
        select 1
        from ledger.decision as later
        where
            later.subject = decision.subject
            and (later.case_id is null or later.case_id = decision.case_id)
            and (later.judged_at, later.entry_name) > (decision.judged_at, decision.entry_name)
    );
