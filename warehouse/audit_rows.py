"""What an audit asks of the published snapshot: pairs still to decide, how far it has gone, what it found so far."""

from warehouse.snapshot import Row, Snapshot

# As a row of the review queue; a pair without a link of its own has no weight.
_OPEN = """
select pair.case_id, pair.position, coalesce(link.link_id, '') as link_id, pair.left_reference, pair.right_reference,
    left_member.entity_id = right_member.entity_id as is_joined, link.match_weight, link.match_probability,
    'draw ' || pair.position || ' of ' || (select max(position) from audit_plan where case_id = pair.case_id)
        || ', ' || pair.why as why_open
from audit_pair as pair
inner join entity_reference as left_member
    on pair.case_id = left_member.case_id and pair.left_reference = left_member.reference
inner join entity_reference as right_member
    on pair.case_id = right_member.case_id and pair.right_reference = right_member.reference
left join link
    on pair.case_id = link.case_id and pair.left_reference = link.left_reference
        and pair.right_reference = link.right_reference
where pair.verdict is null and ($case_id is null or pair.case_id = $case_id)
order by pair.case_id, pair.position, pair.why, link.match_weight desc nulls last, pair.left_reference,
    pair.right_reference
"""
_PROGRESS = """
select case_id, count(*) as draw_count,
    coalesce(min(position) filter (where not is_checked) - 1, count(*)) as counted,
    count(*) filter (where is_checked) as checked, sum(pair_count - decided_count)::bigint as open_pair_count
from audit_plan
where $case_id is null or case_id = $case_id
group by case_id order by case_id
"""
_ESTIMATES = """
select case_id, measure, value, lower, upper, sample_size, meaning from quality
where starts_with(measure, 'audit_') and lower is not null and ($case_id is null or case_id = $case_id)
order by case_id, measure
"""


def open_pairs(snapshot: Snapshot, case_id: str | None) -> list[Row]:
    """Pairs of the plan that nobody decided, in the order in which they count."""
    return snapshot.rows(_OPEN, case_id=case_id)


def audit_progress(snapshot: Snapshot, case_id: str | None) -> list[Row]:
    """One row a case: draw_count, counted (checked without a gap), checked, open_pair_count."""
    return snapshot.rows(_PROGRESS, case_id=case_id)


def audit_estimates(snapshot: Snapshot, case_id: str | None) -> list[Row]:
    """What the draws checked so far say of the machine, with intervals: case_id, measure, value, lower, upper, …."""
    return snapshot.rows(_ESTIMATES, case_id=case_id)
