"""Figures of work are read by their form, in every language; figures of other things are not."""

import polars as pl
import pytest

from resolvers.acts.composed import is_everyday
from resolvers.acts.tallies.reading import FIGURES, counted, tally_cues

_EXAMPLES = [
    pytest.param(text, kinds, id=f"{one.language}-{n}")
    for one in counted()
    for n, (text, kinds) in enumerate(one.examples)
]
_COUNTERS = [
    pytest.param(text, kinds, id=f"{one.language}-{n}")
    for one in counted()
    for n, (text, kinds) in enumerate(one.counters)
]


def _kinds(text: str) -> set[str]:
    return set(tally_cues(pl.DataFrame({"text": [text], "said": [text]}))["kind"])


@pytest.mark.parametrize(("text", "kinds"), _EXAMPLES)
def test_example_is_read(text: str, kinds: tuple[str, ...]):
    """A sentence given as example is read as the kinds it is an example of."""
    assert set(kinds) <= _kinds(text)


@pytest.mark.parametrize(("text", "kinds"), _COUNTERS)
def test_counter_example_is_left_alone(text: str, kinds: tuple[str, ...]):
    """A sentence with counts of other things, or a question, is no figure of work."""
    assert not set(kinds) & _kinds(text)


@pytest.mark.parametrize(
    ("own", "of_team", "demand"),
    [
        ("so far 12 dials, 3 leads", "our team so far 12 dials, 3 leads", "at least 12 dials per head"),
        ("今日拨打80，意向6", "二组今日拨打80，意向6", "每人至少拨打80"),
        ("за смену 12 звонков, 3 лида", "моя команда за смену: 12 звонков", "минимум 12 звонков на каждого"),
        ("ca này 12 tin nhắn, 3 đơn", "cả nhóm ca này 12 tin nhắn, 3 đơn", "chỉ tiêu mỗi bạn 12 tin nhắn"),
    ],
)
def test_own_figures_are_told_from_a_teams_and_from_a_demand(own: str, of_team: str, demand: str):
    """The same counts are one's own, a team's, or demanded of each, by the words beside them."""
    assert _kinds(own) == {"tally", "report"}
    assert _kinds(of_team) == {"team_tally", "report"}
    assert _kinds(demand) == {"quota"}


def test_one_count_without_a_day_is_no_tally():
    """A single count may be of anything; two of them, or one of a day, make a tally."""
    assert not _kinds("3 leads")
    assert "tally" in _kinds("3 leads today")
    assert "tally" in _kinds("3 leads, 40 dials")


def test_figures_alone_are_everyday():
    """Any office counts its calls: figures found no gang."""
    kinds = pl.DataFrame({"kind": sorted(FIGURES)})
    assert kinds.filter(~is_everyday()).is_empty()
