-- References of a case from its records: accounts (in an operator period where the id holds only in one thread), and
-- the names of lists. Names that are only called come later, from the statements.
insert into frame.reference
with scope as (
    -- An id that holds only in its thread (an IRC nick of one log) is one reference per thread.
    select
        account_id,
        any_value(platform order by platform) as platform,
        any_value(native_id order by native_id) as native_id,
        bool_or(is_owner) as is_owner,
        bool_or(thread_id is not null and not is_display_name_only) as is_scoped
    from record.account
    where case_id = $case_id
    group by account_id
),
sighting as (
    -- A copy shows that the account was there, and is counted where the message counts.
    select
        message.sender_account_id as account_id,
        message.thread_id,
        message.sent_at as seen_at,
        message.exhibit_id,
        message.locator,
        message.position,
        case when copy.message_id is null then 1 else 0 end as message
    from record.attributed_message as message
    left join frame.message_copy as copy
        on copy.case_id = $case_id and message.message_id = copy.message_id
    where message.case_id = $case_id and message.sender_account_id is not null
    union all
    select account_id, thread_id, happened_at, exhibit_id, locator, 0, 0
    from record.membership_event
    where case_id = $case_id and account_id is not null
    union all
    select other_account_id, thread_id, happened_at, exhibit_id, locator, 0, 0
    from record.membership_event
    where case_id = $case_id and other_account_id is not null
    union all
    select
        unnest([account_id, other_account_id, account_id, other_account_id]),
        null,
        unnest([first_at, first_at, last_at, last_at]),
        exhibit_id,
        locator,
        0,
        0
    from record.contact
    where case_id = $case_id and account_id is not null and first_at is not null
    union all
    select account_id, thread_id, null, exhibit_id, locator, 0, 0
    from record.account
    where case_id = $case_id
),
account as (
    select
        sighting.account_id,
        case when scope.is_scoped then sighting.thread_id end as scope_thread_id,
        any_value(scope.platform) as platform,
        any_value(scope.native_id) as native_id,
        bool_or(scope.is_owner) as is_owner,
        bool_or(scope.is_scoped) as is_scoped,
        min(seen_at) as first_seen_at,
        max(seen_at) as last_seen_at,
        sum(message) as message_count,
        arg_min(
            {'exhibit_id': exhibit_id, 'locator': locator},
            (coalesce(seen_at, timestamp '9999-12-31'), exhibit_id, position, locator)
        ) as example
    from sighting
    inner join scope on sighting.account_id = scope.account_id
    where not scope.is_scoped or sighting.thread_id is not null
    group by sighting.account_id, scope_thread_id
),
account_reference as (
    select
        'account:' || account_id || case
            when not is_scoped then ''
            when first_seen_at is null then '@undated-' || substr(sha256(scope_thread_id), 1, 8)
            else '@' || strftime(first_seen_at, '%Y%m%dT%H%M%SZ') || '/' || strftime(last_seen_at, '%Y%m%dT%H%M%SZ')
        end as reference,
        *
    from account
),
twin as (
    -- Two logs of one day may give one nick the same period: the thread's hash keeps them apart.
    select *, count(*) over (partition by reference) as reference_count from account_reference
)
select
    $case_id,
    reference || case when reference_count > 1 then '-' || substr(sha256(scope_thread_id), 1, 8) else '' end,
    'account',
    platform,
    account_id,
    native_id,
    scope_thread_id,
    null,
    is_owner,
    first_seen_at,
    last_seen_at,
    message_count,
    example.exhibit_id,
    example.locator
from twin
union all
select
    $case_id,
    reference,
    'listed',
    null,
    null,
    null,
    null,
    any_value(row_key),
    false,
    null,
    null,
    0,
    any_value(exhibit_id),
    min(locator)
from record.listed_name
where case_id = $case_id
group by reference;
