"""What a gang is, and what is none: rooms, joint work, victims, stable ids, ties between gangs."""

from collections.abc import Callable
from dataclasses import replace

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resolvers.contract import ResolvedCase
from resolvers.gangs import gangs
from tests.resolvers.resolved_cases import resolved_case, shuffled_case

# Two teams under one boss who is only spoken of, and a victim of one of them.
_TEAM = ["hammer", "bolt", "rivet", "screw"]


def _chat(thread: str, people: list[str], times: int = 3) -> list[tuple[str, str]]:
    return [(thread, person) for _ in range(times) for person in people]


def _gang_case() -> ResolvedCase:
    talk = [*_chat("t:works", _TEAM), *_chat("t:prey", ["bolt", "lamb"])]
    acts = [
        ("t:works", "hammer", "order", None),
        ("t:works", "hammer", "pay", None),
        ("t:works", "bolt", "report", None),
        ("t:works", "rivet", "move_money", None),
        *[("t:prey", "bolt", kind, "lamb") for kind in ("lure", "recharge", "recharge", "console")],
        *[("t:prey", "lamb", kind, "bolt") for kind in ("pay_in", "pay_in", "ask_money_back")],
    ]
    said = [("t:works", "hammer", "hammer", "Steel")]
    return resolved_case(talk, acts, superiors=said, titles={"t:works": "Workshop"})


def _public_case(nicks: int = 300) -> ResolvedCase:
    people = [f"nick{number:04d}" for number in range(nicks)]
    talk = _chat("t:public", people)
    acts = [
        ("t:public", people[number], kind, people[(number * 7 + 1) % nicks])
        for number in range(0, nicks, 2)
        for kind in ("technical", "order", "hand_out")
    ]
    said = [("t:public", people[number], people[number], people[0]) for number in range(1, 40)]
    return resolved_case(talk, acts, superiors=said, kinds={"t:public": "group"})


def _members(case: ResolvedCase) -> list[str]:
    return gangs(case, "case")[1]["entity_id"].to_list()


def test_people_who_work_in_a_closed_room_are_a_gang_named_by_the_room() -> None:
    """A closed group with orders and reports is one gang under the room's title."""
    found, members, _ = gangs(_gang_case(), "case")
    assert found["label"].to_list() == ["Workshop"]
    assert {f"E-{person}" for person in _TEAM} <= set(members["entity_id"])
    assert found["member_count"].to_list() == [members.height]


def test_a_boss_who_is_only_spoken_of_is_a_member() -> None:
    """A name in 'my boss is …' belongs to the gang without ever writing."""
    assert "E-Steel" in _members(_gang_case())


def test_a_victim_is_no_member() -> None:
    """Who is lured and pays isn't counted among those who live off it."""
    assert "E-lamb" not in _members(_gang_case())


def test_who_is_protected_joins_no_two_gangs() -> None:
    """A mother who asks two of one crew and is told what to do by one of another is in neither, and they stay two."""
    other = ["anvil", "chisel", "drill", "file"]
    talk = [
        *_chat("t:works", _TEAM, 20),
        *_chat("t:forge", other, 20),
        *_chat("t:home", ["bolt", "hammer", "mum"], 1),
        *_chat("t:anvil", ["anvil", "mum"], 1),
    ]
    work = [
        (room, person, kind, None)
        for room, people in (("t:works", _TEAM), ("t:forge", other))
        for person in people
        for kind in ("order", "report", "move_money")
    ]
    asked = [("t:home", "mum", "request", person) for person in ("hammer", "bolt") for _ in range(2)]
    told = [("t:anvil", "anvil", "order", "mum")] * 2
    case = resolved_case(talk, [*work, *asked, *told], remarks={"mum": "妈妈"})
    found, members, _ = gangs(case, "case")
    assert found.height == 2
    assert "E-mum" not in set(members["entity_id"])


def test_a_public_channel_gives_no_gang() -> None:
    """Strangers who order, help and answer each other in a place of hundreds are no gang."""
    found, members, ties = gangs(_public_case(), "case")
    assert found.is_empty()
    assert members.is_empty()
    assert ties.is_empty()


def test_a_closed_room_without_joint_work_gives_no_gang() -> None:
    """Friends who chat are no gang."""
    assert gangs(resolved_case(_chat("t:tea", _TEAM), []), "case")[0].is_empty()


def test_two_people_are_no_gang() -> None:
    """A gang has at least three members."""
    acts = [("t:pair", person, kind, None) for person in ("bolt", "hammer") for kind in ("order", "report")]
    assert gangs(resolved_case(_chat("t:pair", ["bolt", "hammer"]), acts), "case")[0].is_empty()


def test_an_empty_case_gives_empty_frames() -> None:
    """Nothing seized yet is no failure."""
    assert all(frame.is_empty() for frame in gangs(resolved_case([], []), "case"))


def test_two_gangs_with_a_common_supplier_stay_two_with_a_tie() -> None:
    """A seller of accounts who serves two gangs joins them by a tie, not into one."""
    other = ["anvil", "chisel", "drill", "file"]
    talk = [
        *_chat("t:works", _TEAM, 20),
        *_chat("t:forge", other, 20),
        *_chat("t:sale1", ["hammer", "vendor"], 2),
        *_chat("t:sale2", ["anvil", "vendor"], 2),
    ]
    work = [
        (room, person, kind, None)
        for room, people in (("t:works", _TEAM), ("t:forge", other))
        for person in people
        for kind in ("order", "report", "move_money")
    ]
    sales = [("t:sale1", "vendor", "sell_accounts", "hammer"), ("t:sale2", "vendor", "sell_accounts", "anvil")]
    found, members, ties = gangs(resolved_case(talk, [*work, *sales]), "case")
    gang_of = dict(members.select("entity_id", "gang_id").iter_rows())
    assert found.height == 2
    assert gang_of["E-hammer"] != gang_of["E-anvil"]
    assert {"accounts", "shared_member"} & set(ties["kind"])


def test_ids_name_the_case_and_outlive_new_talk() -> None:
    """The same people are the same gang after a further seizure; in another case they are another."""
    case = _gang_case()
    (first,) = gangs(case, "case")[0]["gang_id"]
    more = replace(case, frames=replace(case.frames, utterances=pl.concat([case.frames.utterances] * 2)))
    assert gangs(more, "case")[0]["gang_id"].to_list() == [first]
    assert gangs(case, "other")[0]["gang_id"].to_list() != [first]
    assert len(first) == len("G-") + 8
    assert first == first.upper()


def test_shares_are_shares() -> None:
    """Who also writes elsewhere gives the gang a smaller share of his talk than who doesn't."""
    _, members, _ = gangs(_gang_case(), "case")
    share = dict(members.select("entity_id", "share").iter_rows())
    assert all(0 <= value <= 1 for value in share.values())
    assert share["E-bolt"] < share["E-rivet"]


@pytest.mark.parametrize("build", [_gang_case, _public_case])
@settings(max_examples=6, deadline=None)
@given(seed=st.integers(0, 2**16))
def test_the_order_of_rows_does_not_matter(build: Callable[[], ResolvedCase], seed: int) -> None:
    """Shuffled input gives the same gangs, members and ties, in the same order."""
    case = build()
    for before, after in zip(gangs(case, "case"), gangs(shuffled_case(case, seed), "case"), strict=True):
        assert before.equals(after)


def test_a_market_room_between_two_gangs_does_not_merge_them() -> None:
    """Recruiters of two crews who meet dealers in a room of their own leave the crews two."""
    crews = {"t:east": ["east1", "east2", "east3", "east4"], "t:west": ["west1", "west2", "west3", "west4"]}
    talk = [(room, person) for room, crew in crews.items() for person in crew for _ in range(12)]
    talk += [("t:market", person) for person in ("east1", "west1", "dealer", "mule") for _ in range(4)]
    acts = [(room, crew[0], "order", person) for room, crew in crews.items() for person in crew[1:] for _ in range(3)]
    acts += [(room, crew[1], "report", crew[0]) for room, crew in crews.items()]
    acts += [("t:market", person, "ask_card", "dealer") for person in ("east1", "west1") for _ in range(3)]
    _, members, _ = gangs(resolved_case(talk, acts), "case")
    gang_of = dict(members.select("entity_id", "gang_id").iter_rows())
    assert len({gang_of[f"E-east{n}"] for n in range(1, 5)}) == 1
    assert len({gang_of[f"E-west{n}"] for n in range(1, 5)}) == 1
    assert gang_of["E-east1"] != gang_of["E-west1"]


@pytest.mark.parametrize(
    ("kinds", "is_gang"),
    [
        (("request", "comply", "work_coding", "task_servers", "boss_call"), False),
        (("order", "ask_leave", "ask_approval", "approve"), False),
        (("order", "report"), True),
        (("request", "comply", "work_crypting", "task_intrusion", "work_cashing"), True),
    ],
)
def test_what_any_office_talks_of_makes_no_gang(kinds: tuple[str, ...], is_gang: bool) -> None:
    """Asking, assenting and office work make no gang; the trades of a gang do."""
    acts = [("t:room", person, kind, None) for person in _TEAM for kind in kinds]
    found, _, _ = gangs(resolved_case(_chat("t:room", _TEAM), acts), "case")
    assert (found.height == 1) == is_gang
