with counted (case_id, measure, unit, value, item_count, meaning) as (
    select case_id, 'gangs', 'gangs', count(*), count(*), 'Gangs found: relation gang.' from snapshot.gang group by case_id
    union all
    select case_id, 'gang_members', 'people', count(distinct entity_id), count(*),
        'People who are a member of one gang or more: gang_member; the items are memberships.'
    from snapshot.gang_member group by case_id
    union all
    select case_id, 'dens', 'places', count(*), sum(member_count),
        'Places where several people of gangs are told to sit: relation den; the items are people told to be there.'
    from snapshot.den group by case_id
    union all
    select case_id, 'people_with_accounts', 'people', count(*), count(*),
        'Entities that operate an account or more: entity.status = active.'
    from snapshot.entity where status = 'active' group by case_id
    union all
    select case_id, 'people_only_spoken_of', 'people', count(*), count(*),
        'Entities known by what others say or list: entity.status = unseen.'
    from snapshot.entity where status = 'unseen' group by case_id
    union all
    select case_id, 'protected_people', 'people', count(*), count(*),
        'Victims and bystanders, masked where people ask: entity.is_protected.'
    from snapshot.entity where is_protected group by case_id
    union all
    select case_id, 'victims', 'people', count(distinct entity_id), count(*),
        'Entities whose role victim is more probable than not: entity_role.'
    from snapshot.entity_role where role = 'victim' and probability > 0.5 group by case_id
    union all
    select case_id, 'accounts', 'accounts', count(distinct account_id), count(*),
        'Accounts of the entities: entity_account; the items are the periods of their operators.'
    from snapshot.entity_account group by case_id
    union all
    select case_id, kind || 's_spoken_of', kind || 's', count(distinct value), count(*),
        'Different usable values written in messages: text_identifier; the items are the times they were written.'
    from snapshot.text_identifier
    where is_usable and kind in ('bank_card', 'wallet')
    group by case_id, kind
    union all
    select case_id, 'amounts_spoken_of', unit, sum(value), count(*),
        'Sum of the amounts written in messages: spoken_amount. Each time counts, so money that is announced and then '
        || 'confirmed counts twice: a measure of talk, not of damage. Nothing is converted.'
    from snapshot.spoken_amount group by case_id, unit
)
select case_id, measure, unit, value::double as value, item_count, meaning
from counted
order by case_id, measure, unit;
