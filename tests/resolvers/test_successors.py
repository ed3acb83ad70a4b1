"""Whoever belonged to a reference belongs to the one that came in its place, and ids go on."""

import polars as pl
import pytest

from resolvers.canonical import canonical_entities
from resolvers.successors import successors
from warehouse.schema.frames import KNOWN_ENTITY

WHOLE = "account:qq:9"
FIRST, SECOND = f"{WHOLE}@/20230429T122618Z", f"{WHOLE}@20230429T122618Z/"
JANUARY = "account:irc:nick@20230101T000000Z/20230105T000000Z"
NO_COPIES = pl.DataFrame(schema={"thread_id": pl.String, "original_thread_id": pl.String})


def _clusters(*groups):
    rows = [(reference, min(group), 1.0) for group in groups for reference in group]
    return pl.DataFrame(rows, schema=["reference", "cluster", "probability"], orient="row")


def _run(known, *groups):
    clusters = _clusters(*groups)
    heirs = successors(known["reference"], clusters["reference"], NO_COPIES)
    members, events = canonical_entities(clusters, known, "case", frozenset(known["entity_id"]), heirs)
    ids = dict(members.select("reference", "entity_id").iter_rows())
    return members.select("reference", "entity_id"), ids, events


def test_a_divided_account_keeps_its_id_and_says_who_parted():
    """One period goes on under the old id, the other comes of it; joined again, both are the old one."""
    known, before, _ = _run(KNOWN_ENTITY.empty_frame(), [WHOLE])
    known, after, events = _run(known, [FIRST], [SECOND])
    assert before[WHOLE] in after.values()
    parted = next(entity for entity in after.values() if entity != before[WHOLE])
    assert events.select("event", "entity_id", "other_entity_id").rows() == [("split", parted, before[WHOLE])]
    _, joined, events = _run(known, [WHOLE])
    assert joined[WHOLE] in after.values()
    gone = next(entity for entity in after.values() if entity != joined[WHOLE])
    assert events.select("event", "entity_id", "other_entity_id").rows() == [("merged", gone, joined[WHOLE])]


def test_a_period_that_joins_others_takes_the_entity_along():
    """Both operators belong to known people: the entity of the account is merged, not retired."""
    known, before, _ = _run(KNOWN_ENTITY.empty_frame(), [WHOLE], ["account:qq:1"], ["account:qq:2", "account:qq:3"])
    _, after, events = _run(known, [FIRST, "account:qq:1"], [SECOND, "account:qq:2", "account:qq:3"])
    assert before[WHOLE] not in set(events.filter(pl.col("event") == "retired")["entity_id"])
    assert {before[WHOLE], before["account:qq:1"]} & set(after.values())
    assert set(events["event"]) == {"merged"}


@pytest.mark.parametrize(
    ("gone", "new", "is_heir"),
    [
        (JANUARY, "account:irc:nick@20230101T000000Z/20230109T000000Z", True),
        (JANUARY, "account:irc:nick@20230201T000000Z/20230209T000000Z", False),
        (JANUARY, "account:irc:nick2@20230101T000000Z/20230109T000000Z", False),
        ("account:jabber:ann@x.example", "account:jabber:ann@x.example@/20230209T000000Z", True),
        ("account:jabber:ann@x.example", "account:jabber:ann@x.example.org", False),
        ("called:t%3A1:锤子", "called:t%3A2:锤子", True),
        ("called:t%3A1:锤子", "called:t%3A2:钢钉", False),
        ("called:t%3A3:锤子", "called:t%3A2:锤子", False),
    ],
)
def test_heirs_are_of_one_account_and_time_or_of_one_talk(gone, new, is_heir):
    """A growing log, a divided account, a talk that another exhibit shows better; nobody else inherits."""
    copied = pl.DataFrame({"thread_id": ["t:1"], "original_thread_id": ["t:2"]})
    assert successors([gone, "other"], [new, "other"], copied) == ({gone: [new]} if is_heir else {})


def test_what_was_known_before_inherits_nothing():
    """A reference that stood beside the gone one is somebody of its own."""
    assert successors([WHOLE, FIRST], [FIRST], NO_COPIES) == {}
