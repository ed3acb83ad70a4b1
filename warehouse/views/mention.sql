-- A mention means the one entity that bears the name in the same thread; else the one that bears it in the case; with
-- two or more bearers it stays open.
with bearer as (
    select distinct member.case_id, form.alias_form, member.entity_id, member.probability
    from frame.cluster_member as member
    inner join frame.reference_name as name
        on member.case_id = name.case_id and member.reference = name.reference
    inner join frame.name_form as form on name.case_id = form.case_id and name.name = form.name
    where not exists (
        select 1
        from snapshot.entity_alias as denied
        where
            denied.status = 'rejected'
            and denied.entity_id = member.entity_id
            and denied.alias_form = form.alias_form
    )
),
presence as (
    select distinct message.case_id, message.thread_id, member.entity_id
    from record.attributed_message as message
    inner join frame.reference
        on
            message.case_id = reference.case_id
            and message.sender_account_id = reference.account_id
            and coalesce(reference.thread_id, message.thread_id) = message.thread_id
    inner join frame.cluster_member as member
        on reference.case_id = member.case_id and reference.reference = member.reference
),
in_case as (
    select case_id, alias_form, count(distinct entity_id) as entity_count,
        min(entity_id) as entity_id, max(probability) as probability
    from bearer
    group by case_id, alias_form
),
in_thread as (
    select bearer.case_id, bearer.alias_form, presence.thread_id, count(distinct bearer.entity_id) as entity_count,
        min(bearer.entity_id) as entity_id, max(bearer.probability) as probability
    from bearer
    inner join presence on bearer.case_id = presence.case_id and bearer.entity_id = presence.entity_id
    group by bearer.case_id, bearer.alias_form, presence.thread_id
)
select
    mention.message_id,
    mention.case_id,
    mention.start_offset,
    mention.end_offset,
    mention.text,
    mention.alias_form,
    mention.manner,
    case
        when in_thread.entity_count = 1 then in_thread.entity_id
        when in_thread.entity_count is null and in_case.entity_count = 1 then in_case.entity_id
    end as entity_id,
    case
        when in_thread.entity_count = 1 then in_thread.probability
        when in_thread.entity_count is null and in_case.entity_count = 1 then in_case.probability
    end as probability
from frame.mention
inner join record.distinct_message as message
    on mention.case_id = message.case_id and mention.message_id = message.message_id
left join in_thread
    on
        mention.case_id = in_thread.case_id
        and mention.alias_form = in_thread.alias_form
        and message.thread_id = in_thread.thread_id
left join in_case
    on mention.case_id = in_case.case_id and mention.alias_form = in_case.alias_form
order by mention.case_id, mention.message_id, mention.start_offset;
