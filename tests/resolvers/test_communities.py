"""Who forms a community with whom."""

import polars as pl

from resolvers.communities import communities, words_of_title

_SCHEMA = {
    "entity_l": pl.String(), "entity_r": pl.String(), "weight": pl.Float64(), "is_command": pl.Boolean(),
    "is_service": pl.Boolean(),
}  # fmt: skip


def _clique(people: str, weight: float = 2.0) -> list[tuple[str, str, float, bool, bool]]:
    return [(a, b, weight, True, False) for a in people for b in people if a < b]


def _parts(ties: list[tuple[str, str, float, bool, bool]], titles: dict[str, list[str]] | None = None) -> list[str]:
    frame = pl.DataFrame(ties, schema=_SCHEMA, orient="row")
    return ["".join(part) for part in communities(frame, titles or {})]


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


def test_splinter_with_the_same_room_names_is_taken_back():
    """A team that is cut off from its gang is known by the word in the titles of both their rooms."""
    titles = {"a": ["riverside\x1f1", "riverside\x1f2"], "x": ["riverside\x1f3"]}
    ties = [*_clique("abcdefgh"), *_clique("xyz")]
    assert _parts(ties) == ["abcdefgh", "xyz"]
    assert _parts(ties, titles) == ["abcdefghxyz"]


def test_title_words_are_pairs_of_characters_and_longer_words():
    """'Riverside 河边组' is known by its word and by its pairs of characters."""
    assert words_of_title("Riverside 河边组 no 2") == ["河边", "边组", "riverside"]
