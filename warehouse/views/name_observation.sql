select
    observation.case_id,
    observation.account_id,
    observation.name,
    form.alias_form,
    observation.kind,
    observation.observer_account_id,
    observation.thread_id,
    min(observation.first_seen_at) as first_seen,
    max(observation.last_seen_at) as last_seen,
    sum(observation.observation_count)::bigint as observation_count,
    observation.exhibit_id,
    min(observation.locator) as locator
from record.name_observation as observation
left join frame.name_form as form on observation.case_id = form.case_id and observation.name = form.name
group by all
order by all;
