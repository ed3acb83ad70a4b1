-- The gangs as they were believed at a moment, with whoever was taken for the head then; protected persons are masked.
create macro gang_as_of(moment) as table (
    with member as (
        select gang_member_history.*
        from gang_member_history
        where
            gang_member_history.valid_from <= moment::timestamp
            and (gang_member_history.valid_until is null or gang_member_history.valid_until > moment::timestamp)
    )
    select
        gang_history.gang_id,
        gang_history.case_id,
        -- A gang was once called by somebody who is protected by now.
        case
            when exists (
                select 1
                from entity_alias
                inner join entity on entity_alias.entity_id = entity.entity_id
                where
                    entity.is_protected
                    and entity.case_id = gang_history.case_id
                    and entity_alias.alias = gang_history.label
            ) then gang_history.gang_id
            else gang_history.label
        end as label,
        count(member.entity_id) as member_count,
        arg_min(member.entity_id, member.leadership_rank) as head_id,
        arg_min(believed.aliases, member.leadership_rank) as head_aliases,
        gang_history.valid_from as believed_since,
        any_value(believed.run_id) as run_id,
        any_value(believed.code_version) as code_version
    from gang_history
    left join member on gang_history.case_id = member.case_id and gang_history.gang_id = member.gang_id
    left join entity_as_of(moment) as believed on member.entity_id = believed.entity_id
    where
        gang_history.valid_from <= moment::timestamp
        and (gang_history.valid_until is null or gang_history.valid_until > moment::timestamp)
    group by gang_history.gang_id, gang_history.case_id, gang_history.label, gang_history.valid_from
    order by gang_history.case_id, gang_history.gang_id
);
comment on macro table gang_as_of is 'gang_as_of(moment): the gangs as they were believed at a moment, and who headed them then.';
