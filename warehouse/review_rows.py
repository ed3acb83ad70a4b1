"""What a card of the review shows: the question, both sides, the reasons with their words, and what speaks against."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from warehouse.snapshot import Row, Snapshot, asking

if TYPE_CHECKING:  # asking commands answer within a second: the frame libraries are loaded where they are needed
    import polars as pl

_FIRST_COLUMNS = (
    "case_id", "position", "lane", "link_id", "left_reference", "right_reference", "expected_change",
    "match_probability", "why_open",
)  # fmt: skip
_FIRST = f"""
select {", ".join(_FIRST_COLUMNS)} from review_queue
qualify row_number() over (partition by case_id order by position) <= $n order by case_id, position
"""

_QUEUE = """
select queue.*, link.entity_id as joined_entity_id, link.family_count, left_member.entity_id as left_entity_id,
    right_member.entity_id as right_entity_id
from review_queue as queue
inner join link using (link_id)
inner join entity_reference as left_member
    on queue.case_id = left_member.case_id and queue.left_reference = left_member.reference
inner join entity_reference as right_member
    on queue.case_id = right_member.case_id and queue.right_reference = right_member.reference
where ($case_id is null or queue.case_id = $case_id) and (len($lanes) = 0 or list_contains($lanes, queue.lane))
order by queue.case_id, queue.position
"""
_SIDE = """
select member.reference, member.kind, member.entity_id, entity.label, entity.is_protected, account.platform,
    account.native_id, account.message_count, account.from_at, account.until_at,
    (select count(*) from entity_reference as other where other.entity_id = member.entity_id) as reference_count,
    (select string_agg(distinct role.role, ', ' order by role.role) from entity_role as role
        where role.entity_id = member.entity_id) as roles,
    gang.label as gang
from entity_reference as member
inner join entity on member.entity_id = entity.entity_id
left join entity_account as account on member.entity_id = account.entity_id and member.reference = account.reference
left join gang on entity.gang_id = gang.gang_id
where member.case_id = $case_id and member.reference = $reference
"""
_NAMES = """
select alias, string_agg(distinct kind, ', ' order by kind) as kinds,
    sum(observation_count)::bigint as observation_count
from reference_name where case_id = $case_id and reference = $reference
group by alias order by observation_count desc, alias
"""
_ENTITY_NAMES = """
select arg_max(alias, observation_count) as alias, sum(observation_count)::bigint as observation_count
from entity_alias where entity_id = $entity_id and status <> 'rejected' and kind <> 'handle'
group by alias_form order by observation_count desc, alias
"""
# A message stands at its own place or at that of a copy; a list row or an address book has no message to quote.
_REASONS = """
select reason.family, reason.comparison, reason.level, reason.weight, reason.sentence_en, reason.sentence_zh,
    reason.locator, exhibit.place, message.message_id, message.text, message.sent_at, message.sender_name
from link_evidence as reason
left join (
    select case_id, exhibit_id, min(seizure_id || '/' || path) as place from exhibit group by case_id, exhibit_id
) as exhibit on reason.case_id = exhibit.case_id and reason.exhibit_id = exhibit.exhibit_id
left join (
    select case_id, exhibit_id, locator, min(message_id) as message_id from message_provenance
    where exhibit_id in (select exhibit_id from link_evidence where link_id = $link_id) group by all
) as source
    on reason.case_id = source.case_id and reason.exhibit_id = source.exhibit_id and reason.locator = source.locator
left join message on source.message_id = message.message_id
where reason.link_id = $link_id
order by reason.weight desc, reason.comparison, reason.locator
"""
_APART = """
select apart.reason, apart.left_reference, apart.right_reference, apart.observation_count, apart.locator,
    exhibit.place, message.message_id, message.text, message.sent_at, message.sender_name
from cannot_link as apart
inner join entity_reference as one on apart.case_id = one.case_id and apart.left_reference = one.reference
inner join entity_reference as other on apart.case_id = other.case_id and apart.right_reference = other.reference
left join (
    select case_id, exhibit_id, min(seizure_id || '/' || path) as place from exhibit group by case_id, exhibit_id
) as exhibit on apart.case_id = exhibit.case_id and apart.exhibit_id = exhibit.exhibit_id
left join message
    on message.message_id = (
        select min(source.message_id) from message_provenance as source
        where source.exhibit_id = apart.exhibit_id and source.locator = apart.locator and source.case_id = apart.case_id
    )
where (one.entity_id = $left and other.entity_id = $right) or (one.entity_id = $right and other.entity_id = $left)
order by apart.observation_count desc, apart.reason, apart.left_reference, apart.right_reference
"""
_AROUND = """
with here as (select case_id, thread_id, sent_at from message where message_id = $message_id)
select message.sent_at, message.sender_name, message.text, message.message_id = $message_id as is_cited
from message
inner join here on message.case_id = here.case_id and message.thread_id = here.thread_id
where message.message_id = $message_id
    or abs(date_diff('minute', message.sent_at, here.sent_at)) <= 10
order by message.sent_at, message.message_id
limit 9
"""
_OTHER_LINKS = """
select link.link_id, link.left_reference, link.right_reference, link.match_weight, link.match_probability,
    (select arg_max(reason.sentence_en, reason.weight) from link_evidence as reason where reason.link_id = link.link_id)
        as sentence_en,
    (select arg_max(reason.sentence_zh, reason.weight) from link_evidence as reason where reason.link_id = link.link_id)
        as sentence_zh
from link
inner join entity_reference as one on link.case_id = one.case_id and link.left_reference = one.reference
inner join entity_reference as other on link.case_id = other.case_id and link.right_reference = other.reference
where link.link_id <> $link_id and (
    (one.entity_id = $left and other.entity_id = $right) or (one.entity_id = $right and other.entity_id = $left)
)
order by link.match_weight desc, link.link_id
"""


def first_questions(published_file: Path, limit: int = 25) -> pl.DataFrame:
    """The first questions of the queue by case; for the Dagster UI, which masks the references."""
    import polars as pl

    with asking(published_file) as snapshot:
        rows = snapshot.rows(_FIRST, n=limit)
    return pl.DataFrame([tuple(row.values()) for row in rows], schema=list(_FIRST_COLUMNS), orient="row")


def queue_rows(snapshot: Snapshot, case_id: str | None = None, lanes: Sequence[str] = ()) -> list[Row]:
    """The questions of the review queue with the entities of both sides, most useful first."""
    return snapshot.rows(_QUEUE, case_id=case_id, lanes=list(lanes))


def side_row(snapshot: Snapshot, case_id: str, reference: str) -> Row:
    """What is known of a reference and its entity."""
    return snapshot.rows(_SIDE, case_id=case_id, reference=reference)[0]


def names_of_reference(snapshot: Snapshot, case_id: str, reference: str) -> list[Row]:
    """Names of a reference: alias, kinds, observation_count, most seen first."""
    return snapshot.rows(_NAMES, case_id=case_id, reference=reference)


def names_of_entity(snapshot: Snapshot, entity_id: str) -> list[Row]:
    """Names of an entity: alias, observation_count, most seen first."""
    return snapshot.rows(_ENTITY_NAMES, entity_id=entity_id)


def reason_rows(snapshot: Snapshot, link_id: str) -> list[Row]:
    """Reasons of a link, strongest first, with the message at the place they cite."""
    return snapshot.rows(_REASONS, link_id=link_id)


def apart_rows(snapshot: Snapshot, left: str, right: str) -> list[Row]:
    """What keeps two entities apart, with the message at the place it cites."""
    return snapshot.rows(_APART, left=left, right=right)


def around_rows(snapshot: Snapshot, message_id: str) -> list[Row]:
    """A message among those of ten minutes around it in its conversation."""
    return snapshot.rows(_AROUND, message_id=message_id)


def other_link_rows(snapshot: Snapshot, link_id: str, left: str, right: str) -> list[Row]:
    """Further links between two entities, strongest first, each with its strongest reason."""
    return snapshot.rows(_OTHER_LINKS, link_id=link_id, left=left, right=right)
