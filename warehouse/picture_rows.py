"""Rows of the published snapshot that pictures are drawn from: the biggest gangs, the entities of most references.

Protected persons are masked by the macro of the chart and never chosen for a picture of their own.
"""

from warehouse.snapshot import Row, Snapshot


def biggest_gangs(snapshot: Snapshot, limit: int) -> list[Row]:
    """Rows with gang_id and label of the gangs with most members, biggest first."""
    return snapshot.rows("select gang_id, label from gang order by member_count desc, gang_id limit $n", n=limit)


def most_joined_entities(snapshot: Snapshot, limit: int) -> list[Row]:
    """Rows with entity_id and label of the entities made of most references, two at least; nobody protected."""
    return snapshot.rows(
        "select entity.entity_id, entity.label from entity inner join entity_reference using (case_id, entity_id) "
        "where not entity.is_protected group by all having count(*) > 1 "
        "order by count(*) desc, entity.entity_id limit $n",
        n=limit,
    )


def references_of(snapshot: Snapshot, entity_id: str) -> list[Row]:
    """Rows with reference, label (the reference without its kind) and kind of an entity, in order."""
    return snapshot.rows(
        "select reference, url_decode(substr(reference, length(kind) + 2)) as label, kind from entity_reference "
        "where entity_id = $entity_id order by reference",
        entity_id=entity_id,
    )


def links_of(snapshot: Snapshot, entity_id: str) -> list[Row]:
    """Rows with left_reference, right_reference, match_weight and status of the links inside an entity, in order."""
    return snapshot.rows(
        "select left_reference, right_reference, match_weight, status from link where entity_id = $entity_id "
        "order by left_reference, right_reference",
        entity_id=entity_id,
    )


def measured_shares(snapshot: Snapshot) -> list[Row]:
    """Rows with case_id, measure, value, lower, upper and sample_size of the measured shares of linking, in order."""
    return snapshot.rows(
        "select case_id, measure, value, lower, upper, sample_size from quality "
        "where (lower is not null or starts_with(measure, 'block_recall')) and value between 0 and 1 "
        "and not starts_with(measure, 'reliability_') order by case_id, measure"
    )


def reliability_spans(snapshot: Snapshot) -> list[Row]:
    """Rows of the reliability table of the weights in use, in order of case and probability."""
    return snapshot.rows("select * from reliability where is_used order by case_id, probability_from")
