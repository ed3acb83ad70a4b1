"""Who answers to whom: the order is partial, evidence weighs, and the middle is not the top."""

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from resolvers.command_evidence import EVERYDAY_SIGNALS, command_evidence
from resolvers.contract import ResolvedCase
from resolvers.hierarchy import leadership_ranks, reports_to
from tests.resolvers.resolved_cases import resolved_case, shuffled_case
from warehouse.schema.frames import GANG_MEMBER, REPORTS_TO

_CREW = ["bolt", "hammer", "rivet", "screw"]


def _gang(people: list[str]) -> pl.DataFrame:
    rows = [{"gang_id": "G-1", "entity_id": f"E-{person}", "share": 1.0, "is_main": True} for person in sorted(people)]
    return GANG_MEMBER.conform(pl.DataFrame(rows))


def _edges(case: ResolvedCase, people: list[str]) -> set[tuple[str, str]]:
    edges, _ = reports_to(case, _gang(people))
    return {(superior[2:], low[2:]) for superior, low in edges.select("superior_id", "subordinate_id").iter_rows()}


def _edge_probabilities(case: ResolvedCase, people: list[str]) -> dict[tuple[str, str], float]:
    edges, _ = reports_to(case, _gang(people))
    rows = edges.select("superior_id", "subordinate_id", "probability").iter_rows()
    return {(superior[2:], low[2:]): probability for superior, low, probability in rows}


def _ranks(case: ResolvedCase, people: list[str]) -> dict[str, int | None]:
    members = _gang(people)
    edges, _ = reports_to(case, members)
    ranked = leadership_ranks(members, edges)
    return {entity[2:]: rank for entity, rank in ranked.select("entity_id", "leadership_rank").iter_rows()}


def _room(people: list[str]) -> list[tuple[str, str]]:
    return [("t:room", person) for person in people]


def test_orders_go_down_and_reports_go_up() -> None:
    """Who orders commands; who reports answers."""
    acts = [("t:a", "hammer", "order", "bolt")] * 4 + [("t:b", "rivet", "report", "hammer")] * 4
    case = resolved_case(_room(_CREW), acts)
    assert {("hammer", "bolt"), ("hammer", "rivet")} <= _edges(case, _CREW)


def test_a_boss_only_spoken_of_counts_and_ranks_first() -> None:
    """'My boss is Steel' makes Steel the superior, and the first in rank, though he never writes."""
    acts = [("t:a", "hammer", "order", person) for person in ("bolt", "rivet") for _ in range(4)]
    case = resolved_case(_room(_CREW), acts, superiors=[("t:a", "hammer", "hammer", "Steel")])
    people = [*_CREW, "Steel"]
    assert ("Steel", "hammer") in _edges(case, people)
    ranks = _ranks(case, people)
    assert ranks["Steel"] == 1
    assert ranks["hammer"] == 2


def test_a_superior_of_a_list_commands() -> None:
    """A row that names its superior makes an edge from the one who bears the name."""
    rows = [{"name": "oak"}, {"name": "elm", "superior_text": "oak"}]
    assert _edges(resolved_case([], listed=rows), ["oak", "elm"]) == {("oak", "elm")}


def test_a_cycle_loses_its_weakest_edge() -> None:
    """Of three that command each other in a ring, the edge with least evidence goes."""
    ring = [("hammer", "bolt", 8), ("bolt", "rivet", 8), ("rivet", "hammer", 4)]
    acts = [("t:a", high, "order", low) for high, low, times in ring for _ in range(times)]
    assert _edges(resolved_case(_room(_CREW), acts), _CREW) == {("hammer", "bolt"), ("bolt", "rivet")}


def test_opposite_directions_weigh_against_each_other() -> None:
    """As many orders one way as the other leave no edge; more evidence one way leaves that one."""
    both = [("t:a", "hammer", "order", "bolt")] * 4 + [("t:a", "bolt", "order", "hammer")] * 4
    assert _edges(resolved_case(_room(_CREW), both), _CREW) == set()
    more = [*both, *[("t:a", "bolt", "report", "hammer")] * 8]
    assert _edges(resolved_case(_room(_CREW), more), _CREW) == {("hammer", "bolt")}


def test_a_denied_superior_is_weaker_than_a_stated_one() -> None:
    """Every published edge is likelier than not, and never certain."""
    said = [("t:a", "bolt", "bolt", "hammer")]
    edges, evidence = reports_to(resolved_case(_room(_CREW), superiors=said), _gang(_CREW))
    assert edges["probability"].is_between(0.5, 0.99, closed="right").all()
    assert evidence["signal"].to_list() == ["stated"]


def test_a_broker_who_talks_with_everybody_is_no_boss() -> None:
    """Most talk and most contacts, but no command: he ranks behind those who command."""
    people = [*_CREW, "broker"]
    talk = [(f"t:{person}", who) for person in _CREW for who in (person, "broker") for _ in range(30)]
    acts = [("t:a", "hammer", "order", person) for person in ("bolt", "rivet", "screw") for _ in range(3)]
    ranks = _ranks(resolved_case(talk, acts), people)
    assert ranks["hammer"] == 1
    assert all(ranks["broker"] > ranks[person] for person in _CREW)


def test_members_without_edges_rank_after_all_others() -> None:
    """Everybody in a gang has a rank; who has no edge comes last, by id."""
    acts = [("t:a", "hammer", "order", "screw")] * 4
    ranks = _ranks(resolved_case(_room(_CREW), acts), _CREW)
    assert ranks == {"hammer": 1, "screw": 2, "bolt": 3, "rivet": 4}


def test_nobody_outside_the_gang_gets_an_edge() -> None:
    """Orders to an outsider are no command edge of the gang."""
    acts = [("t:a", "hammer", "order", "stranger")] * 6
    assert _edges(resolved_case(_room(_CREW), acts), _CREW) == set()


_acts = st.lists(
    st.tuples(
        st.just("t:a"),
        st.sampled_from(_CREW),
        st.sampled_from(["order", "report", "pay", "fine", "approve"]),
        st.sampled_from(_CREW),
    ),
    max_size=40,
)


@settings(max_examples=25, deadline=None)
@given(_acts, st.integers(0, 2**16))
def test_any_evidence_gives_a_partial_order_whatever_its_row_order(
    acts: list[tuple[str, str, str, str]], seed: int
) -> None:
    """Superiors always rank before those who answer to them, ranks are 1 to n, and shuffling changes nothing."""
    case = resolved_case(_room(_CREW), acts)
    members = _gang(_CREW)
    edges, evidence = reports_to(case, members)
    again, evidence_again = reports_to(shuffled_case(case, seed), members.reverse())
    assert edges.equals(again)
    assert evidence.equals(evidence_again)
    ranked = leadership_ranks(members, edges)
    ranks = dict(ranked.select("entity_id", "leadership_rank").iter_rows())
    assert sorted(ranks.values()) == list(range(1, len(_CREW) + 1))
    assert all(ranks[high] < ranks[low] for high, low in edges.select("superior_id", "subordinate_id").iter_rows())
    assert set(edges.select("superior_id", "subordinate_id").iter_rows()) == set(
        evidence.select("superior_id", "subordinate_id").iter_rows()
    )


def test_a_boss_who_leads_few_ranks_before_a_manager_whose_superior_is_unseen() -> None:
    """The head of the taller line comes first, though the other head leads more people himself."""
    lines = [("boss", "manager"), *(("manager", f"leader{n}") for n in (1, 2))]
    lines += [(f"leader{n}", f"worker{n}{m}") for n in (1, 2) for m in "ab"]
    lines += [("other", f"mate{n}") for n in range(8)]
    rows = [("G-1", f"E-{high}", f"E-{low}", 0.9, 1, None, 0.9) for high, low in lines]
    edges = pl.DataFrame(rows, schema=REPORTS_TO.polars_schema(), orient="row")
    members = _gang(sorted({person for line in lines for person in line}))
    ranks = dict(leadership_ranks(members, edges).select("entity_id", "leadership_rank").iter_rows())
    assert ranks["E-boss"] == 1
    assert ranks["E-other"] == 2


def test_ranks_are_those_of_each_gang() -> None:
    """Two gangs have a first each."""
    members = pl.concat([_gang(["a", "b"]), _gang(["c", "d"]).with_columns(gang_id=pl.lit("G-2"))])
    rows = [("G-1", "E-b", "E-a", 0.9, 1, None, 0.9), ("G-2", "E-c", "E-d", 0.9, 1, None, 0.9)]
    ranked = leadership_ranks(members, pl.DataFrame(rows, schema=REPORTS_TO.polars_schema(), orient="row"))
    assert ranked.filter(pl.col("leadership_rank") == 1)["entity_id"].to_list() == ["E-b", "E-c"]


def test_what_is_told_a_room_goes_down_the_line() -> None:
    """A boss who orders and fines a whole room stands over the leader whom he addresses, not over his people."""
    room = [("t:all", person) for person in _CREW]
    told = [("t:all", "hammer", kind, None) for kind in ("order", "fine", "pay") for _ in range(3)]
    led = [("t:one", "hammer", "order", "rivet")] * 3 + [("t:team", "rivet", "order", "bolt")] * 4
    led += [("t:team", "bolt", "report", "rivet")]
    found = _edges(resolved_case(room, [*told, *led]), _CREW)
    assert {("hammer", "rivet"), ("rivet", "bolt"), ("hammer", "screw")} <= found
    assert ("hammer", "bolt") not in found


def test_no_edge_is_published_that_is_as_likely_wrong() -> None:
    """One act said to a room at large makes no edge; every published one is more likely than not."""
    room = [("t:all", person) for person in _CREW]
    assert _edges(resolved_case(room, [("t:all", "hammer", "order", None)]), _CREW) == set()
    edges, _ = reports_to(resolved_case(room, [("t:a", "hammer", "order", "bolt")] * 3), _gang(_CREW))
    assert edges.height and (edges["probability"] > 0.5).all()


def test_everyday_talk_names_a_superior_where_nothing_else_does() -> None:
    """Who is obeyed and called boss by several is the superior of whom no better evidence places; never surely."""
    acts = [("t:a", "hammer", "obeyed", low) for low in ("bolt", "rivet") for _ in range(4)]
    acts += [("t:a", low, "boss_call", "hammer") for low in ("bolt", "rivet") for _ in range(2)]
    edges, _ = reports_to(resolved_case(_room(_CREW), acts), _gang(_CREW))
    assert edges.select("superior_id", "subordinate_id").rows() == [("E-hammer", "E-bolt"), ("E-hammer", "E-rivet")]
    assert edges["probability"].is_between(0.5, 0.8, closed="none").all()


def test_everyday_talk_between_two_alone_makes_no_edge() -> None:
    """However often one assents to another, of such pairs that nothing else orders fewer than half hold."""
    acts = [("t:a", "hammer", "obeyed", "bolt")] * 30
    assert _edges(resolved_case(_room(_CREW), acts), _CREW) == set()


def test_one_telling_that_turns_the_gang_over_is_believed_less() -> None:
    """A leader of many is put under another's worker by one telling less surely than a free hand is, if at all."""
    acts = [("t:a", "hammer", "order", low) for low in ("bolt", "rivet", "screw") for _ in range(3)]
    acts += [("t:a", "oak", "order", "hammer")] * 4 + [("t:a", "oak", "order", "worm")] * 4
    acts += [("t:a", "worm", "report", "oak")] * 2
    people = [*_CREW, "oak", "worm", "nut"]
    told = [("t:a", "hammer", "hammer", "worm"), ("t:a", "nut", "nut", "worm")]
    turned = _edge_probabilities(resolved_case(_room(people), acts, superiors=told), people)
    assert turned["worm", "nut"] > turned.get(("worm", "hammer"), 0.0)


def test_everyday_talk_never_stands_beside_better_evidence() -> None:
    """Who takes orders from one has no second superior for assenting to another."""
    orders = [("t:a", "hammer", "order", "bolt")] * 6
    chatter = [("t:b", "rivet", "obeyed", "bolt")] * 20
    assert _edges(resolved_case(_room(_CREW), [*orders, *chatter]), _CREW) == {("hammer", "bolt")}


def test_acts_between_two_who_share_no_group_count_less() -> None:
    """Who works in a group and tells a stranger to it what to do is dealing with him; without a group he commands."""
    acts = [("t:deal", "hammer", "order", "screw")] * 2
    crew = [("t:team", person) for person in ("hammer", "bolt", "rivet")]
    assert _edges(resolved_case([], acts), _CREW) == {("hammer", "screw")}
    assert _edges(resolved_case(crew, acts), _CREW) == set()
    assert _edges(resolved_case([*crew, ("t:team", "screw")], acts), _CREW) == {("hammer", "screw")}


def test_everyday_talk_is_neither_counted_nor_cited_beside_better_evidence() -> None:
    """What an edge cites is what it was counted by; dropping everyday words changes nothing of an edge by orders."""
    orders = [("t:a", "hammer", "order", "bolt")] * 6
    plain, _ = reports_to(resolved_case(_room(_CREW), orders), _gang(_CREW))
    chatter = [("t:a", "hammer", "obeyed", "bolt")] * 20
    edges, cited = reports_to(resolved_case(_room(_CREW), [*orders, *chatter]), _gang(_CREW))
    assert edges["probability"].to_list() == plain["probability"].to_list()
    assert set(cited["signal"]) == {"order"}
    assert cited.height == edges["evidence_count"].sum()


_ROOM = [("t:room", person) for person in ("bolt", "hammer", "rivet")] * 3
_ALONE = [("t:alone", "hammer"), ("t:alone", "screw")] * 9
_COMMANDS: list[tuple[str, str, str, str | None]] = [
    ("t:alone", "hammer", "order", "screw"),
    ("t:alone", "hammer", "order", "screw"),
    ("t:alone", "screw", "report", "hammer"),
]


def test_who_writes_to_one_person_alone_answers_to_him_though_he_is_in_no_room() -> None:
    """Orders to a man whose whole talk is with the one who gives them count in full."""
    assert ("hammer", "screw") in _edges(resolved_case([*_ROOM, *_ALONE], _COMMANDS), _CREW)


def test_who_writes_as_much_to_others_from_outside_the_rooms_deals_with_them() -> None:
    """The same orders to somebody who writes to others as well are no command."""
    others = [(f"t:{person}", who) for person in ("bolt", "rivet") for who in (person, "screw")] * 9
    assert ("hammer", "screw") not in _edges(resolved_case([*_ROOM, *_ALONE, *others], _COMMANDS), _CREW)


def test_a_dealer_answers_to_nobody_though_he_writes_to_one_person_alone() -> None:
    """Who sells more than he reports is a dealer, whomever he writes to."""
    sold: list[tuple[str, str, str, str | None]] = [("t:alone", "screw", "sell_accounts", "hammer")] * 3
    assert ("hammer", "screw") not in _edges(resolved_case([*_ROOM, *_ALONE], [*_COMMANDS, *sold]), _CREW)


def test_a_task_is_a_sign_of_command_like_any_everyday_request() -> None:
    """Who is asked to see to a server may answer to him who asks; what a whole room is asked says nothing of each."""
    case = resolved_case(
        _room(_CREW), [("t:a", "hammer", "task_servers", "bolt"), ("t:room", "hammer", "task_servers", None)]
    )
    found = command_evidence(case, _gang(_CREW).select("gang_id", "entity_id"))
    assert found.select("superior_id", "subordinate_id", "signal").rows() == [("E-hammer", "E-bolt", "task")]
    assert "task" in EVERYDAY_SIGNALS
