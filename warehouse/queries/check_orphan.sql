-- Rows that belong to nothing: records of exhibits nobody read, references in no entity, members that are no reference.
with record as (
    select case_id, exhibit_id from record.message
    union
    select case_id, exhibit_id from record.account
    union
    select case_id, exhibit_id from record.name_observation
    union
    select case_id, exhibit_id from record.membership_event
    union
    select case_id, exhibit_id from record.registration
    union
    select case_id, exhibit_id from record.selector
    union
    select case_id, exhibit_id from record.list_entry
    union
    select case_id, exhibit_id from record.contact
)
select 'records of an exhibit that was never read' as finding, case_id, count(*) as orphan_count
from record
where not exists (
    select 1 from ledger.reading where reading.case_id = record.case_id and reading.exhibit_id = record.exhibit_id
)
group by case_id
union all
select 'references without an entity', reference.case_id, count(*)
from frame.reference
anti join frame.cluster_member
    on reference.case_id = cluster_member.case_id and reference.reference = cluster_member.reference
group by reference.case_id
union all
select 'members of an entity that are no reference', cluster_member.case_id, count(*)
from frame.cluster_member
anti join frame.reference
    on cluster_member.case_id = reference.case_id and cluster_member.reference = reference.reference
group by cluster_member.case_id
order by finding, case_id;
