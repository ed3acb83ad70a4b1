"""Networks of calls and meetings without a word: one gang, a ranking, and how sure it is."""

from dataclasses import replace
from datetime import datetime

import polars as pl

from resolvers.contract import ResolvedCase
from resolvers.gangs import gangs
from resolvers.hierarchy import leadership_ranks, reports_to
from resolvers.roles.claims import entity_roles
from resolvers.silent_networks import contact_ranks
from tests.resolvers.resolved_cases import resolved_case
from warehouse.schema.frames import CLUSTER_MEMBER, CONTACT_PAIR

_STAR = [("hub", other, "call", 5) for other in ("a", "b", "c", "d")] + [
    ("a", "b", "meeting", 1),
    ("x", "y", "call", 9),
]


def _case(contacts: list[tuple[str, str, str, int]]) -> ResolvedCase:
    case = resolved_case([], [])
    people = sorted({person for one, other, _, _ in contacts for person in (one, other)})
    members = pl.DataFrame(
        {
            "reference": [f"account:phone:{person}" for person in people],
            "entity_id": [f"E-{person}" for person in people],
            "probability": 1.0,
        }
    )
    rows = pl.DataFrame(
        [(f"account:phone:{one}", f"account:phone:{other}", *rest) for one, other, *rest in contacts],
        schema=["reference", "other_reference", "kind", "contact_count"],
        orient="row",
    ).with_columns(exhibit_id=pl.lit("e"), locator=pl.lit("row:2"))
    frames = replace(case.frames, contacts=CONTACT_PAIR.conform(rows))
    return replace(case, frames=frames, members=CLUSTER_MEMBER.conform(members))


def test_connected_people_are_one_gang_and_pairs_are_none():
    """Who is in touch belongs together; two who call each other are no gang."""
    found, members, _ = gangs(_case(_STAR), "case")
    assert found["member_count"].to_list() == [5]
    assert set(members["entity_id"]) == {f"E-{person}" for person in ("hub", "a", "b", "c", "d")}


def test_dated_contacts_say_since_when_and_until_when():
    """Members and gang have the window of their contacts with each other; without times it stays open."""
    case = _case(_STAR)
    assert gangs(case, "case")[0].select("first_seen", "last_seen").rows() == [(None, None)]
    days = [datetime(2023, 4, day, 10) for day in range(1, len(_STAR) + 1)]
    dated = case.frames.contacts.with_columns(
        first_at=pl.Series(days).dt.cast_time_unit("us"),
        last_at=pl.Series(days).dt.cast_time_unit("us").dt.offset_by("1h"),
    )
    found, members, _ = gangs(replace(case, frames=replace(case.frames, contacts=dated)), "case")
    assert found.select("first_seen", "last_seen").rows() == [(datetime(2023, 4, 1, 10), datetime(2023, 4, 5, 11))]
    windows = {entity: window for entity, *window in members.select("entity_id", "from_at", "until_at").iter_rows()}
    assert windows["E-d"] == [datetime(2023, 4, 4, 10), datetime(2023, 4, 4, 11)]
    assert windows["E-a"] == [datetime(2023, 4, 1, 10), datetime(2023, 4, 5, 11)]


def test_most_in_touch_ranks_first_with_honest_uncertainty():
    """The hub is first and boss with less than even odds, citing a contact; nobody commands anybody."""
    case = _case(_STAR)
    _, members, _ = gangs(case, "case")
    edges, command = reports_to(case, members)
    assert edges.is_empty()
    ranked = leadership_ranks(members, edges, contact_ranks(case, members))
    assert ranked.filter(pl.col("leadership_rank") == 1)["entity_id"].to_list() == ["E-hub"]
    roles, evidence = entity_roles(case, ranked, edges, command)
    assert roles.select("entity_id", "role").rows() == [("E-hub", "boss")]
    assert 0.1 <= roles["probability"][0] < 0.5
    assert evidence.select("signal", "exhibit_id", "locator").rows() == [("contacts", "e", "row:2")]


def test_where_nobody_stands_out_nobody_is_surely_first():
    """In a ring any draw has another first."""
    ring = [(one, other, "call", 2) for one, other in zip("abcdef", "bcdefa", strict=True)]
    case = _case(ring)
    shares = contact_ranks(case, gangs(case, "case")[1])["first_share"]
    assert shares.max() < 0.6
    assert abs(shares.sum() - 1) < 1e-9


def test_ranking_is_the_same_whatever_the_order():
    """Same contacts, same ranks."""
    one, other = _case(_STAR), _case(_STAR[::-1])
    assert contact_ranks(one, gangs(one, "case")[1]).equals(contact_ranks(other, gangs(other, "case")[1]))
