-- Civil identities an entity may have. A registrant is listed as such and is not the operator by that alone: its
-- probability is the share of the entity's accounts that are registered to it, halved for being the weakest relation.
with registrant as (
    select
        account.entity_id,
        account.case_id,
        registration.identity_id,
        max(registration.real_name) as real_name,
        max(registration.document_number) as document_number,
        case when registration.holder = 'registrant' then 'registrant' else registration.holder end as relation,
        count(distinct registration.account_id) as account_count,
        count(*) as evidence_count,
        arg_min(registration.exhibit_id, (registration.exhibit_id, registration.locator)) as exhibit_id,
        arg_min(registration.locator, (registration.exhibit_id, registration.locator)) as locator
    from snapshot.entity_account as account
    inner join snapshot.registration
        on account.case_id = registration.case_id and account.account_id = registration.account_id
    where registration.identity_id is not null
    group by account.entity_id, account.case_id, registration.identity_id, registration.holder
),
account_total as (
    select entity_id, count(distinct account_id) as account_count from snapshot.entity_account group by entity_id
),
listed as (
    select
        reference.entity_id,
        reference.case_id,
        'I-' || substr(md5(entry.case_id || case
            when entry.document_number is not null then '|document|' || upper(entry.document_number)
            else '|name|' || entry.name || '|' || entry.exhibit_id || entry."row"
        end), 1, 12) as identity_id,
        entry.name as real_name,
        entry.document_number,
        max(reference.probability) as probability,
        count(distinct entry.exhibit_id || entry."row") as evidence_count,
        min(entry.exhibit_id) as exhibit_id,
        arg_min(entry.locator, (entry.exhibit_id, entry.locator)) as locator
    from record.list_entry as entry
    inner join record.listed_name as beside
        on entry.case_id = beside.case_id and entry.exhibit_id = beside.exhibit_id and entry."row" = beside."row"
    inner join snapshot.entity_reference as reference
        on beside.case_id = reference.case_id and beside.reference = reference.reference
    where entry.name_kind = 'real_name'
    group by all
),
claimed as (
    select
        registrant.entity_id,
        registrant.case_id,
        registrant.identity_id,
        registrant.real_name,
        registrant.document_number,
        registrant.relation,
        0.5 * registrant.account_count / account_total.account_count as probability,
        registrant.evidence_count,
        registrant.exhibit_id,
        registrant.locator
    from registrant
    inner join account_total on registrant.entity_id = account_total.entity_id
    union all
    select entity_id, case_id, identity_id, real_name, document_number, 'listed', probability, evidence_count, exhibit_id, locator
    from listed
),
decided as (
    select
        reference.entity_id,
        reference.case_id,
        substr(decision.right_reference, length('identity:') + 1) as identity_id,
        arg_max(decision.judgement, (decision.judged_at, decision.entry_name)) as judgement,
        arg_max(decision.judged_by, (decision.judged_at, decision.entry_name)) as judged_by
    from ledger.decision_in_force as decision
    inner join snapshot.entity_reference as reference
        on
            decision.left_reference = reference.reference
            and coalesce(decision.case_id, reference.case_id) = reference.case_id
    where decision.kind = 'operator' and decision.judgement in ('positive', 'negative')
    group by all
),
-- A person may know of an operator whom no registration and no list ties to the account.
only_decided as (
    select
        decided.entity_id,
        decided.case_id,
        decided.identity_id,
        max(registration.real_name) as real_name,
        max(registration.document_number) as document_number
    from decided
    left join snapshot.registration
        on decided.case_id = registration.case_id and decided.identity_id = registration.identity_id
    where
        decided.judgement = 'positive'
        and not exists (
            select 1
            from claimed
            where claimed.entity_id = decided.entity_id and claimed.identity_id = decided.identity_id
        )
    group by all
)
select
    everything.entity_id,
    everything.case_id,
    everything.identity_id,
    everything.real_name,
    everything.document_number,
    everything.relation,
    case decided.judgement
        when 'positive' then 0.999 when 'negative' then 0.001 else everything.probability
    end as probability,
    everything.evidence_count,
    everything.exhibit_id,
    everything.locator,
    case decided.judgement when 'positive' then 'confirmed' when 'negative' then 'rejected' else 'lead' end as status,
    coalesce(decided.judged_by, 'evidence') as decided_by
from (
    select * from claimed
    union all
    select entity_id, case_id, identity_id, real_name, document_number, 'judged', 0.999, 0, null, null from only_decided
) as everything
left join decided
    on everything.entity_id = decided.entity_id and everything.identity_id = decided.identity_id
order by entity_id, identity_id, relation, real_name, exhibit_id, locator;
