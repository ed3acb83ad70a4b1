-- Why a reference belongs to an entity: every reason of every link that ties it, strongest link first.
create macro why(entity_id, reference) as table (
    with meant as (
        select entity_reference.reference as member
        from entity_reference
        where
            entity_reference.entity_id = entity_id
            and (
                entity_reference.reference in (reference, 'account:' || reference)
                or starts_with(entity_reference.reference, reference || '@')
                or starts_with(entity_reference.reference, 'account:' || reference || '@')
            )
    )
    select
        link.link_id,
        link.status,
        link.left_reference,
        link.right_reference,
        round(link.match_weight, 2) as match_weight,
        round(link.match_probability, 4) as match_probability,
        link_evidence.family,
        link_evidence.comparison,
        round(link_evidence.weight, 2) as weight,
        link_evidence.sentence_en,
        link_evidence.sentence_zh,
        link_evidence.exhibit_id,
        link_evidence.locator,
        link.decided_by
    from link
    inner join link_evidence on link.link_id = link_evidence.link_id
    where
        link.entity_id = entity_id
        and (
            link.left_reference in (select meant.member from meant)
            or link.right_reference in (select meant.member from meant)
        )
    order by link.match_weight desc, link.link_id, link_evidence.weight desc, link_evidence.comparison, link_evidence.locator
);
comment on macro table why is 'why(entity_id, reference): the reasons that tie a reference (or account id) to an entity.';
