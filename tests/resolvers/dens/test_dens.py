"""Dens: which places are one, who sits there, and that a den is no gang."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import polars as pl

from resolvers.contract import ResolvedCase
from resolvers.dens.dens import dens
from tests.resolvers.spoken_cases import spoken_case
from warehouse.schema.frames import GANG_MEMBER

_NAMES = {"hammer": "锤子", "nail": "钢钉", "crab": "螃蟹", "bun": "馒头", "cousin": "表哥"}
_PARK = [
    ("t", "hammer", "我在蓝湾园区"),
    ("t", "crab", "钢钉是蓝湾园区那边的主管"),
    ("t", "nail", "螃蟹在翠湖公寓上班"),
]


def _members(gangs: Mapping[str, Sequence[str]]) -> pl.DataFrame:
    rows = [(gang, f"E-{person}", 1.0, True) for gang, people in gangs.items() for person in people]
    return GANG_MEMBER.conform(pl.DataFrame(rows, schema=["gang_id", "entity_id", "share", "is_main"], orient="row"))


def _found(
    talk: Sequence[tuple[str, str, str]], gangs: Mapping[str, Sequence[str]]
) -> dict[str, set[tuple[str, str | None]]]:
    """By den the people in it, with their gangs."""
    found, members, evidence = dens(spoken_case(talk, _NAMES), "c", _members(gangs))
    assert set(evidence["den_id"]) == set(found["den_id"])
    labels = dict(found.select("den_id", "label").iter_rows())
    by_den: dict[str, set[tuple[str, str | None]]] = {label: set() for label in labels.values()}
    for den_id, entity, gang in members.select("den_id", "entity_id", "gang_id").iter_rows():
        by_den[labels[den_id]].add((entity.removeprefix("E-"), gang))
    return by_den


def test_place_with_several_people_by_several_speakers_is_a_den():
    """Two people of a gang, told by two; a place that one message names for one person is none."""
    assert _found(_PARK, {"G": ["hammer", "nail", "crab"]}) == {"蓝湾园区": {("hammer", "G"), ("nail", "G")}}


def test_a_den_may_house_several_gangs():
    """A den is no gang: people of two gangs sit in one, each with his gang beside his name."""
    assert _found(_PARK, {"G": ["hammer"], "H": ["nail"]}) == {"蓝湾园区": {("hammer", "G"), ("nail", "H")}}


def test_people_in_no_gang_make_no_den():
    """Friends who live in one place are no den, however often they say so; a guest of a den is put there."""
    assert _found(_PARK, {}) == {}
    with_guest = [*_PARK, ("t", "hammer", "表哥在蓝湾园区")]
    assert ("cousin", None) in _found(with_guest, {"G": ["hammer", "nail"]})["蓝湾园区"]


def test_one_speaker_alone_makes_no_den():
    """What a single person tells of two others stays a rumour."""
    talk = [("t", "crab", "锤子在蓝湾园区"), ("t", "crab", "钢钉在蓝湾园区")]
    assert _found(talk, {"G": ["hammer", "nail", "crab"]}) == {}


def test_people_move_between_dens():
    """Somebody told of in two places is a member of both."""
    talk = [*_PARK, ("t", "hammer", "我搬到翠湖公寓了")]
    found = _found([*talk, ("t", "bun", "螃蟹在翠湖公寓")], {"G": ["hammer", "nail", "crab", "bun"]})
    assert {den for den, people in found.items() if ("hammer", "G") in people} == {"蓝湾园区", "翠湖公寓"}


def test_counted_places_are_dens_of_their_gang():
    """'Building 3' of two gangs is two buildings, and needs three people in each."""
    talk = [("t", person, "我在3号楼") for person in _NAMES]
    assert _found(talk, {"G": ["hammer", "nail"], "H": ["crab", "bun"]}) == {}
    found, _, _ = dens(spoken_case(talk, _NAMES), "c", _members({"G": ["hammer", "nail", "crab"], "H": ["bun"]}))
    assert found.select("label", "member_count").rows() == [("3号楼", 3)]


def test_more_tellings_make_it_surer():
    """Each telling of a person in a place leaves less doubt, and never none."""
    once = dens(spoken_case(_PARK, _NAMES), "c", _members({"G": ["hammer", "nail"]}))[1]
    case = spoken_case([*_PARK, ("t", "nail", "锤子在蓝湾园区")], _NAMES)
    twice = dens(case, "c", _members({"G": ["hammer", "nail"]}))[1]
    sure = [rows.filter(pl.col("entity_id") == "E-hammer")["probability"][0] for rows in (once, twice)]
    assert sure[0] < sure[1] <= 0.95


def test_order_of_messages_changes_nothing():
    """The same case in another order has the same dens to the bit."""
    case = spoken_case(_PARK, _NAMES)
    frames = replace(
        case.frames,
        utterances=case.frames.utterances.reverse(),
        mentions=case.frames.mentions.reverse(),
        names=case.frames.names.reverse(),
    )
    turned = ResolvedCase(frames, case.members.reverse(), case.acts, case.threads)
    members = _members({"G": ["hammer", "nail"]})
    for left, right in zip(dens(case, "c", members), dens(turned, "c", members.reverse()), strict=True):
        assert left.equals(right)
