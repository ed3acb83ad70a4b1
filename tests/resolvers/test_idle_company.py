"""Who shares with a gang only a room or a talk in which nobody works is no member of it."""

import polars as pl
import pytest

from resolvers.idle_company import without_idle_company

_MEMBERS = pl.DataFrame(
    [("G-1", name) for name in ("coach", "hammer", "nail", "quiet", "striker")],
    schema=["gang_id", "entity_id"],
    orient="row",
)
_ROOMS = pl.DataFrame(
    [
        *(("t:work", name) for name in ("hammer", "nail", "quiet")),
        *(("t:football", name) for name in ("coach", "hammer", "striker")),
        ("t:two", "hammer"),
        ("t:two", "striker"),
    ],
    schema=["thread_id", "entity_id"],
    orient="row",
)
_WORK = [("t:work", "hammer", "nail", "order", "send it"), ("t:work", "nail", "hammer", "report", "sent")]


def _kept(*acts, named=(), more=(), rooms=()):
    columns = ("thread_id", "actor_entity", "target_entity", "kind", "cue")
    done = pl.DataFrame([*_WORK, *acts], schema=dict.fromkeys(columns, pl.String), orient="row")
    names = pl.DataFrame({"entity_id": list(named)}, schema={"entity_id": pl.String})
    members = pl.concat(
        [_MEMBERS, pl.DataFrame({"gang_id": ["G-1"] * len(more), "entity_id": list(more)}, schema=_MEMBERS.schema)]
    )
    places = pl.concat([_ROOMS, pl.DataFrame(list(rooms), schema=_ROOMS.schema, orient="row")])
    return without_idle_company(members, places, done, names)["entity_id"].to_list()


def test_a_room_of_work_keeps_all_in_it_and_a_football_room_nobody():
    """The quiet one of the team stays; those whom a member only plays football with go, though his phone has both."""
    assert _kept() == ["hammer", "nail", "quiet"]


@pytest.mark.parametrize(
    "acts",
    [
        [("t:football", "coach", None, "rota", "training at six")] * 5,
        [("t:football", "coach", None, "request", "bring the ball")] * 5,
        [("t:football", "coach", None, "order", "likely 0.7: clock")] * 5,
        [("t:two", "striker", "hammer", "ask_leave", "ill")] * 5,
    ],
    ids=["meetings", "asking", "likely", "leave"],
)
def test_what_anybody_says_is_no_work(acts):
    """Meetings, asking, leave, and what only looks like an act keep nobody."""
    assert _kept(*acts) == ["hammer", "nail", "quiet"]


def test_talk_of_work_with_a_member_keeps_him():
    """Whom a member talks with alone about any work stays."""
    assert "striker" in _kept(("t:two", "hammer", "striker", "task_servers", "server"))


def test_who_sits_among_sure_members_stays():
    """A boss who says little in a room of two who work stays; one member among four footballers keeps none of them."""
    assert "boss" in _kept(more=["boss"], rooms=[("t:core", name) for name in ("boss", "hammer", "nail")])
    team = ["coach", "striker", "keeper", "winger", "hammer"]
    assert "keeper" not in _kept(more=["keeper", "winger"], rooms=[("t:football", name) for name in team])


def test_who_is_told_or_listed_stays():
    """Whom a list or somebody's word places stays, whatever rooms he is in."""
    assert "coach" in _kept(named=["coach"])


def test_who_never_writes_stays():
    """A boss who is only spoken of shares no room."""
    unseen = pl.concat([_MEMBERS, pl.DataFrame({"gang_id": ["G-1"], "entity_id": ["steel"]})])
    acts = pl.DataFrame(_WORK, schema=["thread_id", "actor_entity", "target_entity", "kind", "cue"], orient="row")
    kept = without_idle_company(unseen, _ROOMS, acts, pl.DataFrame(schema={"entity_id": pl.String}))
    assert "steel" in kept["entity_id"].to_list()
