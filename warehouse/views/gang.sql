-- A gang whose only name is that of a protected member goes by its id: its label stands in charts and cards.
select
    gang.gang_id,
    gang.case_id,
    case
        when exists (
            select 1
            from frame.gang_member as member
            inner join frame.protected_entity as protected
                on member.case_id = protected.case_id and member.entity_id = protected.entity_id
            inner join snapshot.entity_alias as alias on member.entity_id = alias.entity_id
            inner join frame.name_form as form on alias.case_id = form.case_id and alias.alias_form = form.alias_form
            where member.case_id = gang.case_id and member.gang_id = gang.gang_id and form.name = gang.label
        ) then gang.gang_id
        else gang.label
    end as label,
    gang.member_count,
    gang.first_seen,
    gang.last_seen
from frame.gang
order by gang.case_id, gang.gang_id;
