"""Who forms a community with whom."""

import polars as pl

from resolvers.communities import communities
from resolvers.splinters import Marks

_SCHEMA = {
    "entity_l": pl.String(), "entity_r": pl.String(), "weight": pl.Float64(), "is_command": pl.Boolean(),
    "is_service": pl.Boolean(),
}  # fmt: skip


def _clique(people: str, weight: float = 2.0) -> list[tuple[str, str, float, bool, bool]]:
    return [(a, b, weight, True, False) for a in people for b in people if a < b]


def _parts(ties: list[tuple[str, str, float, bool, bool]], marks: Marks | None = None) -> list[str]:
    frame = pl.DataFrame(ties, schema=_SCHEMA, orient="row")
    return ["".join(part) for part in communities(frame, marks or {})]


def test_teams_that_several_people_bind_are_one():
    """Two teams whose leaders and deputies command across are one community."""
    across = [("a", "w", 2.0, True, False), ("b", "x", 2.0, True, False), ("a", "x", 2.0, True, False)]
    assert _parts([*_clique("abcd"), *_clique("wxyz"), *across]) == ["abcdwxyz"]


def test_one_person_between_two_gangs_joins_them_not():
    """Somebody who was taken for two people does not make two gangs one."""
    across = [("a", person, 2.0, True, False) for person in "wxyz"]
    assert len(_parts([*_clique("abcd", 6.0), *_clique("wxyz", 6.0), *across])) == 2


def test_trade_alone_joins_nobody_to_a_gang():
    """A supplier of two gangs belongs to neither."""
    sales = [("a", "v", 1.0, False, True), ("v", "w", 1.0, False, True)]
    assert _parts([*_clique("abcd"), *_clique("wxyz"), *sales]) == ["abcd", "wxyz"]


def test_chance_meetings_in_a_big_room_place_a_quiet_member():
    """Who has but weak ties, all into one gang, is of it."""
    weak = [(member, "q", 0.2, False, False) for member in "abcd"]
    assert _parts([*_clique("abcd"), *weak]) == ["abcdq"]


def test_splinter_of_the_same_names_is_taken_back():
    """A team that is cut off from its gang is known by people of it who are called as people in the gang are."""
    names = {"name": {"a": ["hammer"], "b": ["crab"], "c": ["nail"], "x": ["hammer"], "y": ["crab"], "z": ["nail"]}}
    ties = [*_clique("abcdefgh"), *_clique("xyz")]
    assert _parts(ties) == ["abcdefgh", "xyz"]
    assert _parts(ties, names) == ["abcdefghxyz"]
