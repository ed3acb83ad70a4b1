-- Today's comparisons cite one place each; reasons drawn from many places will cite up to five here.
select
    link_id,
    case_id,
    comparison,
    level,
    row_number() over (
        partition by link_id, comparison, level
        order by exhibit_id, locator
    ) as position,
    exhibit_id,
    locator
from (
    select distinct link_id, case_id, comparison, level, exhibit_id, locator
    from snapshot.link_evidence
    where exhibit_id is not null
)
qualify position <= 5
order by case_id, link_id, comparison, level, position;
