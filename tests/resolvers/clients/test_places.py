"""Where people talk who are in no room of a gang."""

import pytest

from resolvers.clients.places import lure_rooms, places_outside_gangs
from tests.resolvers.clients.two_sides import AT_WORK, LURED, case_of, spoken

_CLASS = [
    *LURED["en"],
    ("shill", "great profits today, my mentor is the best"),
    ("lamb", "is it legit? I have no more money"),
    ("shill", "trust me, I withdrew yesterday, just start small"),
    ("shill", "guaranteed returns, one more deposit and you get it all back"),
]


def test_a_room_of_pitches_and_doubts_is_a_lure_room() -> None:
    """A group where people are worked on is found by what is spoken of there; a team's room is none."""
    case = case_of([*spoken("class", _CLASS), *spoken("team", AT_WORK)])
    assert lure_rooms(case)["thread_id"].to_list() == ["class"]


def test_a_room_that_speaks_of_its_clients_at_work_is_no_lure_room() -> None:
    """Where work is spoken of as well, talk of clients is work."""
    assert lure_rooms(case_of(spoken("team", [*_CLASS, *AT_WORK]))).is_empty()


def test_who_talks_alone_with_one_or_in_a_lure_room_is_outside() -> None:
    """The lamb is outside; the wolf, who is in the team's room too, is not."""
    talk = [*spoken("class", _CLASS), *spoken("pair", LURED["zh"]), *spoken("team", [*AT_WORK, ("wolf", "понял")])]
    places = places_outside_gangs(case_of(talk, direct=["pair"]))
    assert set(places.filter(entity_id="E-lamb").select("thread_id", "is_lure_room").iter_rows()) == {
        ("class", True),
        ("pair", False),
    }
    assert "E-wolf" not in places["entity_id"]
    assert "E-hand" not in places["entity_id"]


@pytest.mark.parametrize("kind", ["group", "direct"])
def test_two_in_a_group_are_not_alone(kind: str) -> None:
    """A group in which only two wrote is still a room; a conversation of two is none."""
    places = places_outside_gangs(case_of(spoken("t", AT_WORK[:2]), direct=["t"] if kind == "direct" else []))
    assert set(places["entity_id"]) == ({"E-lead", "E-hand"} if kind == "direct" else set())


def test_a_room_of_ones_own_life_makes_nobody_a_member() -> None:
    """Who is worked on by somebody of a team's room, and has a family room with nobody near that team, is outside."""
    family = [("lamb", "dinner at seven"), ("sister", "ok"), ("uncle", "coming")]
    talk = [*spoken("pair", LURED["en"]), *spoken("home", family), *spoken("team", [*AT_WORK, ("wolf", "понял")])]
    places = places_outside_gangs(case_of(talk, direct=["pair"]))
    assert places.filter(entity_id="E-lamb")["thread_id"].to_list() == ["pair"]
    met = [*talk, *spoken("pair2", [("wolf", "hi"), ("uncle", "hi")])]
    assert "E-lamb" not in places_outside_gangs(case_of(met, direct=["pair", "pair2"]))["entity_id"]
