-- Names of references as observed: of accounts by kind, observer and thread; of list entries by their row.
insert into frame.reference_name
with observed as (
    select
        reference.reference,
        observation.name,
        observation.kind,
        observer.reference as observer,
        observation.thread_id,
        sum(observation.observation_count) as observation_count,
        min(observation.first_seen_at) as first_seen_at,
        max(observation.last_seen_at) as last_seen_at,
        arg_min(
            {'exhibit_id': observation.exhibit_id, 'locator': observation.locator},
            (coalesce(observation.first_seen_at, timestamp '9999-12-31'), observation.exhibit_id, observation.locator)
        ) as example
    from record.name_observation as observation
    inner join frame.reference as reference
        on
            reference.case_id = $case_id
            and observation.account_id = reference.account_id
            and (reference.thread_id is null or reference.thread_id = observation.thread_id)
    left join frame.reference as observer
        on
            observer.case_id = $case_id
            and observation.observer_account_id = observer.account_id
            and observer.thread_id is null
    where observation.case_id = $case_id and trim(observation.name) <> ''
    group by all
)
select
    $case_id,
    reference,
    name,
    kind,
    observer,
    thread_id,
    observation_count,
    first_seen_at,
    last_seen_at,
    example.exhibit_id,
    example.locator
from observed
union all
select
    $case_id,
    reference,
    name,
    'list_entry',
    null,
    null,
    count(*),
    null,
    null,
    any_value(exhibit_id),
    min(locator)
from record.listed_name
where case_id = $case_id
group by reference, name;
