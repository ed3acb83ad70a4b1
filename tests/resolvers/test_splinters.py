"""Which parts are splinters of one gang."""

import pytest

from resolvers.splinters import Marks, rejoined_splinters

_BIG, _OTHER = list("abcdefghijkl"), list("mnopqrstuvwx")
_SMALL = ["1", "2", "3"]


def _joined(parts: list[list[str]], marks: Marks) -> list[str]:
    return ["".join(part) for part in rejoined_splinters(parts, marks)]


def test_two_namesakes_in_one_part_bring_a_splinter_back():
    """Two people of a small part who are called as two of a big one are most likely the same two."""
    marks = {"name": {"1": ["hammer"], "2": ["crab"], "a": ["hammer"], "b": ["crab"]}}
    assert _joined([_BIG, _OTHER, _SMALL], marks) == ["123abcdefghijkl", "mnopqrstuvwx"]


def test_one_pair_of_namesakes_joins_nothing():
    """Several names that the same two people share tell of these two only."""
    marks = {"name": {"1": ["hammer", "chuizi", "tool"], "a": ["hammer", "chuizi", "tool"]}}
    assert len(_joined([_BIG, _OTHER, _SMALL], marks)) == 3


def test_big_parts_that_share_fashionable_names_stay_two():
    """Two gangs of the same size whose people like the same names are two gangs."""
    marks = {"name": {who: [f"name {number}"] for part in (_BIG, _OTHER) for number, who in enumerate(part)}}
    assert len(_joined([_BIG, _OTHER], marks)) == 2


def test_part_with_namesakes_everywhere_is_a_market():
    """A room of people who are each known in another gang belongs to none of them."""
    third = ["A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K", "L"]
    market = ["1", "2", "3", "4", "5", "6"]
    bearers = ["a", "b", "m", "n", "A", "B"]
    marks = {"name": {who: [f"name {at}"] for people in (market, bearers) for at, who in enumerate(people)}}
    assert len(_joined([_BIG, _OTHER, third, market], marks)) == 4


@pytest.mark.parametrize("kind", ["title", "room", "infrastructure"])
def test_kinds_of_marks_add_up(kind: str):
    """One pair of namesakes is too little, with another mark that two on each side bear it is enough."""
    name = {"1": ["hammer"], "a": ["hammer"]}
    other = {"1": ["riverside"], "2": ["riverside"], "a": ["riverside"], "b": ["riverside"]}
    assert len(_joined([_BIG, _OTHER, _SMALL], {kind: other})) == 3
    assert len(_joined([_BIG, _OTHER, _SMALL], {kind: other, "name": name})) == 2
