"""Who is in two gangs: who works inside both, never who deals with both."""

from dataclasses import replace
from datetime import datetime, timedelta

import polars as pl
import pytest

from resolvers.acts.read import acts
from resolvers.contract import ResolvedCase
from resolvers.gangs import gangs
from resolvers.hierarchy import leadership_ranks, reports_to
from resolvers.roles.claims import entity_roles
from resolvers.shared_members import main_where_most_lies
from tests.resolvers.resolved_cases import resolved_case, shuffled_case
from tests.resolvers.spoken_cases import spoken_case

_YARD = ["anna", "bert", "carl", "dora"]
_PIER = ["erik", "fern", "gus", "hale"]
_ROOMS = {"t:yard": _YARD, "t:pier": _PIER}


def _chat(thread: str, people: list[str], times: int = 12) -> list[tuple[str, str]]:
    return [(thread, person) for _ in range(times) for person in people]


def _work(thread: str, leader: str, crew: list[str]) -> list[tuple[str, str, str, str | None]]:
    """Orders of a leader, and what he is told by his crew."""
    told = [(thread, leader, "order", person) for person in crew for _ in range(3)]
    return [*told, *((thread, person, "report", leader) for person in crew for _ in range(3))]


def _two_gangs(talk=(), done=(), **more) -> ResolvedCase:
    crews = [_chat(room, crew) for room, crew in _ROOMS.items()]
    work = [_work(room, crew[0], crew[1:]) for room, crew in _ROOMS.items()]
    return resolved_case(
        [row for crew in (*crews, talk) for row in crew], [row for w in (*work, done) for row in w], **more
    )


def _gangs_of(case: ResolvedCase, person: str) -> list[tuple[str, bool]]:
    """Leaders of the gangs that a person is in, the main one first."""
    _, members, _ = gangs(case, "case")
    leader_in = {"E-anna": "yard", "E-erik": "pier"}
    main = members.filter("is_main")
    names = {gang: leader_in[e] for gang, e in main.select("gang_id", "entity_id").iter_rows() if e in leader_in}
    own = members.filter(pl.col("entity_id") == f"E-{person}").sort("is_main", descending=True)
    return [(names[gang], is_main) for gang, is_main in own.select("gang_id", "is_main").iter_rows()]


def _mover() -> ResolvedCase:
    talk = [*_chat("t:yard", ["mole"], 12), *_chat("t:pier", ["mole"], 6)]
    return _two_gangs(talk, [*_work("t:yard", "anna", ["mole"]), *_work("t:pier", "erik", ["mole"])])


def test_who_works_in_two_gangs_is_a_member_of_both():
    """Ordered and reporting in the rooms of both, he is in both; his main gang is where most of it lies."""
    assert _gangs_of(_mover(), "mole") == [("yard", True), ("pier", False)]


def test_nobody_else_becomes_a_member_of_two():
    """The colleagues of one who moved stay in their one gang."""
    case = _mover()
    assert all(len(_gangs_of(case, person)) == 1 for person in (*_YARD, *_PIER))


def test_a_guest_is_no_member():
    """Who looks in and is asked for nothing, or told something once, stays in his own gang."""
    talk = [*_chat("t:yard", ["mole"]), *_chat("t:pier", ["mole"], 4)]
    done = [*_work("t:yard", "anna", ["mole"]), ("t:pier", "erik", "order", "mole")]
    assert _gangs_of(_two_gangs(talk, done), "mole") == [("yard", True)]


def test_everyday_asking_makes_no_member():
    """Everybody asks and obeys everywhere."""
    talk = [*_chat("t:yard", ["mole"]), *_chat("t:pier", ["mole"], 4)]
    asked = [
        ("t:pier", one, kind, other) for kind, one, other in (("request", "erik", "mole"), ("obeyed", "erik", "mole"))
    ]
    done = [*_work("t:yard", "anna", ["mole"]), *asked * 6]
    assert _gangs_of(_two_gangs(talk, done), "mole") == [("yard", True)]


def test_a_dealer_who_is_ordered_about_stays_a_tie():
    """Who sells to a gang is told what to do and reports, and is no member of it."""
    talk = [*_chat("t:yard", ["vendor"], 40), *_chat("t:pier", ["vendor"], 4)]
    sales = [("t:pier", "vendor", "sell_accounts", buyer) for buyer in ("fern", "gus") for _ in range(4)]
    done = [row for leader in ("anna", "bert", "carl") for row in _work("t:yard", leader, ["vendor"])]
    done += [*_work("t:pier", "erik", ["vendor"]), *sales]
    case = _two_gangs(talk, done)
    assert _gangs_of(case, "vendor") == [("yard", True)]


@pytest.mark.parametrize("title", ["launderer", "crypter", "negotiator"])
def test_a_titled_service_stays_a_tie(title):
    """What a list calls a service is none of a second gang's, whatever he is told there."""
    case = _mover()
    listed = pl.DataFrame(
        [{"reference": "account:mole", "row": "e:1", "name": "mole", "name_kind": "nickname", "role_text": title}]
    ).with_columns(exhibit_id=pl.lit("e"), locator=pl.lit("row:1"))
    frames = replace(case.frames, listed=pl.concat([case.frames.listed, listed], how="diagonal_relaxed"))
    assert len(_gangs_of(replace(case, frames=frames), "mole")) == 1


def test_a_boss_over_two_gangs_is_in_both():
    """Who leads people of two gangs one to one is in both, though he writes in no room of the second."""
    direct = [(f"t:{one}", person) for one in ("fern", "gus", "hale") for person in ("chief", one) for _ in range(3)]
    talk = [*_chat("t:yard", ["chief"]), *direct]
    done = [
        *_work("t:yard", "chief", _YARD),
        *(row for one in ("fern", "gus", "hale") for row in _work(f"t:{one}", "chief", [one])),
    ]
    assert sorted(_gangs_of(_two_gangs(talk, done), "chief")) == [("pier", False), ("yard", True)]


def test_a_victim_is_in_no_gang():
    """Who is worked on by people of two gangs is protected, and a member of neither."""
    talk = [*_chat("t:lure1", ["bert", "lamb"], 3), *_chat("t:lure2", ["fern", "lamb"], 3)]
    done = [
        (room, who, kind, "lamb")
        for room, who in (("t:lure1", "bert"), ("t:lure2", "fern"))
        for kind in ("lure", "recharge", "recharge", "console")
    ]
    done += [(room, "lamb", kind, None) for room in ("t:lure1", "t:lure2") for kind in ("pay_in", "ask_money_back")]
    assert _gangs_of(_two_gangs(talk, done), "lamb") == []


def test_edges_and_roles_of_a_mover_stand_once_and_where_they_lie():
    """His two leaders stand above him each in their own gang; shares add up to no more than one."""
    case = _mover()
    _, members, _ = gangs(case, "case")
    edges, command = reports_to(case, members)
    above = edges.filter(pl.col("subordinate_id") == "E-mole").select("superior_id", "gang_id").rows()
    home = dict(members.filter("is_main").select("entity_id", "gang_id").iter_rows())
    assert sorted(above) == [("E-anna", home["E-anna"]), ("E-erik", home["E-erik"])]
    assert edges.select("superior_id", "subordinate_id").is_unique().all()
    assert members.filter(pl.col("entity_id") == "E-mole")["share"].sum() <= 1
    roles, evidence = entity_roles(case, leadership_ranks(members, edges), edges, command)
    pieces = roles.group_by("entity_id", "role").agg(pl.col("evidence_count").sum().cast(pl.Int64)).sort(pl.all())
    counted = evidence.group_by("entity_id", "role").agg(evidence_count=pl.len().cast(pl.Int64)).sort(pl.all())
    assert pieces.equals(counted)


def test_order_of_rows_does_not_matter():
    """Shuffled input gives the same memberships, edges and roles."""
    case = _mover()
    other = shuffled_case(case, 3)
    for one, two in zip(gangs(case, "case"), gangs(other, "case"), strict=True):
        assert one.equals(two)
    _, members, _ = gangs(case, "case")
    for one, two in zip(reports_to(case, members), reports_to(other, members.reverse()), strict=True):
        assert one.equals(two)


def _written(talk: list[tuple[str, str, str]]) -> ResolvedCase:
    """A case of talk in groups, a message each three hours, with its acts read from the words."""
    names = {person: person.capitalize() for person in sorted({speaker for _, speaker, _ in talk})}
    case = spoken_case(talk, names)
    times = [datetime(2025, 3, 1, 9) + timedelta(hours=3 * turn) for turn in range(len(talk))]
    utterances = case.frames.utterances.with_columns(sent_at=pl.Series(times, dtype=pl.Datetime("us")))
    frames = replace(case.frames, utterances=utterances)
    return replace(case, frames=frames, acts=acts(utterances, frames.mentions, frames.names))


_MILL_AND_DOCK = [
    ("mill", "gordon", "Petra, you must call 40 numbers today"),
    ("mill", "petra", "Gordon, daily report: 31 calls"),
    ("mill", "gordon", "Nils, you must send the list today"),
    ("mill", "nils", "Gordon, task is done"),
    ("dock", "viola", "Ossian, you must start the night shift now"),
    ("dock", "ossian", "Viola, daily report: 12 calls, two warm"),
    ("mill", "gordon", "Rosa, finish the sheet asap"),
    ("mill", "rosa", "Gordon, report: chats 22"),
    ("dock", "viola", "Tilda, you must collect the sims today"),
    ("dock", "tilda", "Viola, task is done"),
    ("mill", "gordon", "salary is sent, check your wallet"),
    ("mill", "nils", "Gordon, today we closed 2 clients"),
    ("dock", "viola", "Ossian, late again, penalty 100"),
    ("dock", "ossian", "Viola, sorry, daily report: 20 calls"),
    ("mill", "gordon", "Nils, you must call 50 numbers today"),
    ("mill", "nils", "Gordon, daily report: 44 calls"),
    ("mill", "petra", "Gordon, today we closed 1 client"),
    ("dock", "tilda", "Viola, today we closed 3 clients"),
    ("mill", "gordon", "Petra, your task is to call 30 numbers"),
    ("mill", "petra", "Gordon, task is done"),
    ("mill", "rosa", "Gordon, daily report: chats 30"),
    ("dock", "viola", "commission paid today"),
    # Here he moves over.
    ("dock", "viola", "Nils, you must call 25 numbers today"),
    ("dock", "nils", "Viola, daily report: 19 calls"),
    ("dock", "viola", "Tilda, you must send the script today"),
    ("dock", "tilda", "Viola, task is done"),
    ("mill", "gordon", "Rosa, you must call 20 numbers today"),
    ("mill", "rosa", "Gordon, daily report: 17 calls"),
    ("dock", "viola", "Nils, finish the sheet asap"),
    ("dock", "nils", "Viola, task is done"),
    ("dock", "ossian", "Viola, today we closed 2 clients"),
    ("mill", "petra", "Gordon, daily report: 25 calls"),
    ("dock", "viola", "Nils, your task is to call 60 numbers"),
    ("dock", "nils", "Viola, today we closed 4 clients"),
    ("dock", "viola", "Ossian, you must call 15 numbers today"),
    ("dock", "ossian", "Viola, daily report: 15 calls"),
]


def test_one_who_moved_has_both_gangs_with_their_own_times():
    """He was with the mill first and with the dock after; nobody else is in two."""
    _, members, _ = gangs(_written(_MILL_AND_DOCK), "case")
    assert members["gang_id"].n_unique() == 2
    twice = members.filter(pl.len().over("entity_id") > 1)
    assert set(twice["entity_id"]) == {"E-nils"}
    home = dict(members.filter("is_main").select("entity_id", "gang_id").iter_rows())
    span = {gang: (start, end) for gang, start, end in twice.select("gang_id", "from_at", "until_at").iter_rows()}
    assert span[home["E-gordon"]][1] < span[home["E-viola"]][0]
    assert twice["share"].sum() == pytest.approx(1.0)


# 老谭 leads the east and has people in the west, which 西哥 leads; 阿水 changes money for both, who tell him to hurry.
_EAST_AND_WEST = [
    ("east", "老谭", "阿东，你今天必须把名单交上来"),
    ("east", "阿东", "老谭，今天一共加了48个"),
    ("east", "老谭", "小梅，马上去处理那单"),
    ("east", "小梅", "老谭，搞定了，一共6个"),
    ("east", "大鹏", "老板，今天出了三单"),
    ("west", "西哥", "小武，今天必须把名单交上来"),
    ("west", "小武", "西哥，今天一共加了12个"),
    ("west", "阿兰", "老板，今天出了两单"),
    ("west", "老谭", "阿兰，抓紧把号清了"),
    ("west", "小武", "西哥，搞定了，一共9个"),
    ("water1", "阿水", "收U，汇率7.1，钱打到这张卡，到账回我"),
    ("water1", "阿东", "阿水，马上去处理那笔，钱打过去了"),
    ("water1", "阿水", "收到，U已转，还有货，要的说"),
    ("water2", "阿水", "收U，今天7.2，钱走这张卡"),
    ("water2", "西哥", "阿水，五点前给我，钱打过去了"),
    ("water2", "阿水", "U已转过去，查一下钱包"),
    ("east", "老谭", "迟到的罚200"),
    ("east", "阿东", "老谭，今日业绩 8万"),
    ("east", "老谭", "大鹏，你去把车接了"),
    ("east", "大鹏", "老谭，都安排好了"),
    ("west", "老谭", "小武，你去把车接了"),
    ("west", "小武", "老谭，都安排好了"),
    ("west", "西哥", "阿兰，每人至少加二十个好友"),
    ("west", "阿兰", "西哥，今天一共加了25个"),
    ("west", "西哥", "小武，把单子做了，弄好跟我说"),
    ("west", "小武", "西哥，今日业绩 1万"),
    ("east", "阿东", "小梅，每人至少加二十个好友"),
    ("east", "小梅", "阿东，今天一共加了21个"),
    ("west", "西哥", "这个月工资已经发了"),
    ("east", "老谭", "提成明天给你们发"),
    ("west", "老谭", "阿兰，你今天必须加满三十个"),
    ("west", "阿兰", "老谭，今天一共加了31个"),
    ("east", "小梅", "老谭，今日业绩 2万"),
]


def test_a_partner_in_a_second_gang_is_in_both_and_their_money_changer_is_not():
    """Who leads here and has people there is in both gangs; the desk that serves both is no member of two."""
    _, members, _ = gangs(_written(_EAST_AND_WEST), "case")
    assert members["gang_id"].n_unique() == 2
    twice = members.filter(pl.len().over("entity_id") > 1)
    assert set(twice["entity_id"]) == {"E-老谭"}


def test_the_main_gang_is_where_most_of_the_talk_lies():
    """Who was placed in a part by little is mainly of the gang he talks in; a gang keeps most of its people."""
    rows = [("big", f"E-{number}", 1.0, True) for number in range(4)] + [("small", f"E-{n}", 1.0, True) for n in "ab"]
    rows += [("big", "E-x", 0.2, True), ("small", "E-x", 0.8, False)]
    rows += [("big", "E-v", 0.0, True), ("small", "E-v", 1.0, False)]
    rows += [("small", "E-y", 0.1, True), ("big", "E-y", 0.9, False), ("big", "E-z", 0.5, True)]
    rows += [("small", "E-z", 0.5, False)]
    columns = ["gang_id", "entity_id", "share", "is_main"]
    given = pl.DataFrame(rows, schema=columns, orient="row")
    found = main_where_most_lies(given)
    assert found.height == given.height - 1
    assert found.filter(pl.col("entity_id") == "E-v")["gang_id"].to_list() == ["small"]
    main = dict(found.filter("is_main").select("entity_id", "gang_id").iter_rows())
    assert (main["E-x"], main["E-y"], main["E-z"]) == ("small", "small", "big")
    assert found.filter("is_main").height == found["entity_id"].n_unique()
