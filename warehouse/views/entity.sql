-- The label is the name most observed, names that people gave or bore before ids.
with alias_rank as (
    select
        entity_id,
        alias,
        row_number() over (
            partition by entity_id
            order by
                case kind
                    when 'judgement' then 0
                    when 'account_nickname' then 0
                    when 'group_card' then 0
                    when 'self_introduction' then 1
                    when 'list_entry' then 1
                    when 'remark' then 2
                    when 'handle' then 2
                    else 3
                end,
                observation_count desc,
                alias
        ) as place
    from snapshot.entity_alias
    where status <> 'rejected'
),
alias_total as (
    select entity_id, count(distinct alias_form) as alias_count
    from snapshot.entity_alias
    where status <> 'rejected'
    group by entity_id
),
account_total as (
    select
        entity_id,
        count(distinct account_id) as account_count,
        sum(message_count)::bigint as message_count,
        min(from_at) as first_seen,
        max(until_at) as last_seen
    from snapshot.entity_account
    group by entity_id
),
main_gang as (
    select entity_id, gang_id from snapshot.gang_member where is_main
),
named as (
    select
        reference.entity_id,
        any_value(reference.case_id) as case_id,
        bool_or(reference.kind = 'account') as has_account,
        min(reference.reference) as first_reference
    from snapshot.entity_reference as reference
    group by reference.entity_id
)
select
    named.entity_id,
    named.case_id,
    coalesce(alias_rank.alias, named.first_reference) as label,
    main_gang.gang_id,
    case when named.has_account then 'active' else 'unseen' end as status,
    protected.entity_id is not null as is_protected,
    coalesce(alias_total.alias_count, 0) as alias_count,
    coalesce(account_total.account_count, 0) as account_count,
    coalesce(account_total.message_count, 0) as message_count,
    account_total.first_seen,
    account_total.last_seen
from named
left join alias_rank on named.entity_id = alias_rank.entity_id and alias_rank.place = 1
left join alias_total on named.entity_id = alias_total.entity_id
left join account_total on named.entity_id = account_total.entity_id
left join main_gang on named.entity_id = main_gang.entity_id
left join frame.protected_entity as protected on named.entity_id = protected.entity_id
union all
select
    retired.entity_id,
    retired.case_id,
    retired.entity_id,
    null,
    'retired',
    false,
    0,
    0,
    0,
    null,
    null
from (
    select distinct entity_id, case_id from ledger.entity_event where event in ('merged', 'retired')
) as retired
where not exists (select 1 from named where named.entity_id = retired.entity_id)
order by 2, 1;
