-- Every reason of a link must name an exhibit of its case and a place in it; a judgement names a person instead.
select link_evidence.link_id, link_evidence.comparison
from snapshot.link_evidence
where
    link_evidence.comparison <> 'judgement'
    and (
        link_evidence.locator is null
        or not exists (
            select 1
            from snapshot.exhibit
            where
                exhibit.case_id = link_evidence.case_id
                and exhibit.exhibit_id = link_evidence.exhibit_id
                and exhibit.status in ('read', 'partial')
        )
    );
