-- Whoever is put in a den is put there by a place in an exhibit of the case that was read.
select den_member.den_id, den_member.entity_id
from snapshot.den_member
where
    not exists (
        select 1
        from snapshot.den_evidence
        inner join snapshot.exhibit
            on den_evidence.case_id = exhibit.case_id and den_evidence.exhibit_id = exhibit.exhibit_id
        where
            den_evidence.den_id = den_member.den_id
            and den_evidence.entity_id = den_member.entity_id
            and den_evidence.locator <> ''
            and exhibit.status in ('read', 'partial')
    );
