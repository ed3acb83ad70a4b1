"""Ids of entities survive, and what changes has its event and reason."""

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from resolvers.canonical import canonical_entities, entity_id
from warehouse.schema.frames import KNOWN_ENTITY

_NONE = KNOWN_ENTITY.empty_frame()


def _clusters(*groups):
    rows = [(reference, min(group), 1.0) for group in groups for reference in group]
    return pl.DataFrame(rows, schema=["reference", "cluster", "probability"], orient="row")


def _ledger(members):
    return members.select("reference", "entity_id")


def _ids(members):
    return dict(members.select("reference", "entity_id").iter_rows())


def test_second_run_has_the_same_ids_and_no_events():
    """Nothing new, nothing happens."""
    members, events = canonical_entities(_clusters("ab", "c"), _NONE, "case")
    again, more = canonical_entities(_clusters("ab", "c"), _ledger(members), "case")
    assert events["event"].to_list() == ["born", "born"]
    assert more.is_empty()
    assert again.equals(members)


def test_merge_keeps_the_id_of_the_bigger_share():
    """Two entities that become one are called by the one that brings more references."""
    members, _ = canonical_entities(_clusters("ab", "c"), _NONE, "case")
    merged, events = canonical_entities(_clusters("abc"), _ledger(members), "case")
    before = _ids(members)
    assert set(_ids(merged).values()) == {before["a"]}
    assert events.select("event", "entity_id", "other_entity_id").rows() == [("merged", before["c"], before["a"])]


def test_split_keeps_the_id_for_the_bigger_part():
    """An entity that falls apart goes on in its biggest part; the other gets a new id and says where it came from."""
    members, _ = canonical_entities(_clusters("abc"), _NONE, "case")
    parted, events = canonical_entities(_clusters("ab", "c"), _ledger(members), "case")
    before, after = _ids(members), _ids(parted)
    assert after["a"] == before["a"] != after["c"]
    assert events.select("event", "entity_id", "other_entity_id").rows() == [("split", after["c"], before["a"])]


def test_entity_without_references_retires():
    """What is no more in the case is retired, with a reason."""
    members, _ = canonical_entities(_clusters("a", "b"), _NONE, "case")
    _, events = canonical_entities(_clusters("a"), _ledger(members), "case")
    assert events["event"].to_list() == ["retired"]
    assert events["reason"].str.len_chars().min() > 0


def test_ids_of_two_cases_differ():
    """The same reference in two cases is two entities."""
    assert entity_id("one", "a") != entity_id("two", "a")


def test_id_that_was_used_is_not_given_out_again():
    """A new cluster whose id stands in the ledger already gets another one."""
    taken = pl.DataFrame({"reference": ["gone"], "entity_id": [entity_id("case", "a")]})
    members, _ = canonical_entities(_clusters("a"), taken, "case")
    assert members["entity_id"].to_list() != taken["entity_id"].to_list()


@given(st.permutations("abcdef"), st.integers(1, 5))
def test_row_order_does_not_matter(order, cut):
    """Ids and events are the same whatever the order of rows, also after a split and a merge."""
    first, _ = canonical_entities(_clusters("abc", "def"), _NONE, "case")
    parts = ("".join(sorted(order[:cut])), "".join(sorted(order[cut:])))
    straight = canonical_entities(_clusters(*parts), _ledger(first), "case")
    turned = canonical_entities(_clusters(*parts).reverse(), _ledger(first).reverse(), "case")
    assert straight[0].equals(turned[0])
    assert straight[1].equals(turned[1])


def test_an_id_is_never_given_to_other_people():
    """An id that once named an entity and was merged away does not come back for a new cluster."""
    first, _ = canonical_entities(_clusters("ab"), _NONE, "case")
    once = frozenset(first["entity_id"])
    later, _ = canonical_entities(_clusters("ab"), _NONE, "case", once)
    assert once.isdisjoint(later["entity_id"])
