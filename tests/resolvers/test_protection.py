"""Who is protected, and who must not be: victims, family, workers, organisers."""

from dataclasses import replace

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resolvers.contract import ResolvedCase
from resolvers.protection import protected, without_gang
from tests.resolvers.clients.two_sides import AT_WORK, LURED, case_of, spoken
from tests.resolvers.resolved_cases import resolved_case, shuffled_case
from warehouse.schema import frames

_TALK = [("t:prey", who) for who in ("wolf", "lamb")]
_LURED = [("t:prey", "wolf", kind, "lamb") for kind in ("lure", "recharge", "console")]
_PAID = [("t:prey", "lamb", kind, "wolf") for kind in ("pay_in", "pay_in", "ask_money_back")]


def _protected(case: ResolvedCase) -> list[str]:
    return protected(case)["entity_id"].to_list()


def test_who_is_lured_pays_and_wants_his_money_back_is_a_victim() -> None:
    """Worked on by another and paying: protected, and the other is not."""
    assert _protected(resolved_case(_TALK, [*_LURED, *_PAID])) == ["E-lamb"]


def test_the_reason_names_nobody() -> None:
    """The reason is one sentence and holds no name; the probability stays below 1."""
    found = protected(resolved_case(_TALK, [*_LURED, *_PAID]))
    assert all(reason.endswith(".") and "lamb" not in reason and "wolf" not in reason for reason in found["reason"])
    assert found["probability"].is_between(0.5, 0.99).all()


@pytest.mark.parametrize("kind", ["order", "recruit", "hand_out", "move_money", "fine", "ask_card", "sell_accounts"])
def test_one_strong_act_of_the_trade_ends_protection(kind: str) -> None:
    """However much somebody lost, who orders, recruits, hands out or moves money is not masked."""
    acts = [*_LURED * 10, *_PAID * 10, ("t:work", "lamb", kind, None)]
    assert _protected(resolved_case(_TALK, acts)) == []


def test_a_worker_under_threat_is_not_masked() -> None:
    """A coerced worker lures others: he needs help, but the case must see him."""
    acts = [("t:camp", "wolf", "threaten", "lamb")] * 4 + [("t:prey", "lamb", "lure", "sheep")] * 3
    assert "E-lamb" not in _protected(resolved_case(_TALK, acts))


def test_a_member_who_reports_money_is_no_victim() -> None:
    """Reports and orders received are the work of a member."""
    acts = [("t:work", "lamb", "report", "wolf")] * 4 + [("t:work", "wolf", "order", "lamb")] * 4
    assert _protected(resolved_case(_TALK, acts)) == []


def test_a_member_who_hears_of_payments_in_a_work_room_is_no_victim() -> None:
    """Talk of recharging in a room makes nobody a victim who also writes elsewhere or pays nothing."""
    lured = [("t:room", "wolf", kind, None) for kind in ("lure", "recharge")]
    paid = [("t:room", "lamb", "pay_in", None)] * 2
    cried = [("t:room", "lamb", "ask_money_back", None)] * 2
    talk = [("t:room", "wolf"), ("t:room", "lamb")]
    assert _protected(resolved_case(talk, [*lured, *paid])) == ["E-lamb"]
    assert _protected(resolved_case(talk, [*lured, *cried])) == []
    assert _protected(resolved_case([*talk, ("t:work", "lamb")], [*lured, *paid])) == []


def test_a_worker_who_asks_for_his_wage_is_no_victim() -> None:
    """Asking for money without ever being lured is a matter of wages."""
    acts = [("t:work", "lamb", "ask_money_back", None)] * 4 + [("t:work", "lamb", "report", "wolf")] * 2
    assert _protected(resolved_case(_TALK, acts)) == []


def test_being_lured_once_is_not_enough() -> None:
    """A recruit is lured too."""
    assert _protected(resolved_case(_TALK, _LURED[:1])) == []


def test_family_is_protected_unless_it_works() -> None:
    """The owner's mother is a bystander; a brother who moves money is not."""
    talk = [("t:home", "owner"), ("t:home", "mother")]
    remarks = {"mother": "妈妈"}
    assert _protected(resolved_case(talk, remarks=remarks)) == ["E-mother"]
    working = resolved_case(talk, [("t:home", "mother", "move_money", None)], remarks=remarks)
    assert _protected(working) == []


def test_who_is_called_a_victim_but_runs_the_trade_is_not_masked() -> None:
    """A list that calls somebody victim doesn't hide his own orders."""
    rows = [{"name": "lamb", "role_text": "受害人"}]
    assert _protected(resolved_case([], listed=rows)) == ["E-lamb"]
    acts = [("t:work", "lamb", kind, None) for kind in ("order", "recruit", "move_money")]
    assert _protected(resolved_case([], acts, listed=rows)) == []


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 2**16))
def test_the_order_of_rows_does_not_matter(seed: int) -> None:
    """Shuffled input gives the same people."""
    case = resolved_case(_TALK, [*_LURED, *_PAID], remarks={"wolf": "老婆"})
    assert protected(case).equals(protected(shuffled_case(case, seed)))


def test_a_victim_in_a_lure_room_is_known_by_what_he_says() -> None:
    """Who doubts and asks for his money in a room of lurers, and writes nowhere else, is protected."""
    lured = [("t:room", "wolf", kind, None) for kind in ("lure", "recharge", "console")]
    said = [("t:room", "lamb", kind, None) for kind in ("doubt", "ask_money_back")]
    assert _protected(resolved_case([("t:room", "lamb"), ("t:room", "fox")], [*lured, *said])) == ["E-lamb"]


def test_a_misread_answer_to_a_lure_does_not_end_protection() -> None:
    """'I cannot take cash out' may read as moving money; said where one is worked on, it is no act of the trade."""
    acts = [*_LURED, *_PAID, ("t:prey", "lamb", "move_money", "wolf")]
    assert _protected(resolved_case(_TALK, acts)) == ["E-lamb"]


def test_doubts_in_a_work_room_protect_nobody() -> None:
    """Where more is ordered and reported than lured, talk of lures is work."""
    work = [("t:work", "wolf", "order", None)] * 5 + [("t:work", "wolf", "lure", None)]
    said = [("t:work", "lamb", kind, None) for kind in ("doubt", "ask_money_back", "pay_in")]
    assert _protected(resolved_case([], [*work, *said])) == []


def test_a_stranger_who_is_worked_on_hard_is_known_by_two_words() -> None:
    """Who is in no other room, has no trade and is in no list needs only two of a victim's words."""
    lured = [("t:room", "wolf", kind, None) for kind in ("lure", "recharge", "lure", "console")]
    said = [("t:room", "lamb", "doubt", None)] * 2
    talk = [("t:room", "lamb"), ("t:room", "wolf")]
    assert _protected(resolved_case(talk, [*lured, *said])) == ["E-lamb"]
    assert _protected(resolved_case(talk, [*lured[:3], *said])) == []
    assert _protected(resolved_case([*talk, ("t:other", "lamb")], [*lured, *said])) == []


@pytest.mark.parametrize(
    "known",
    [
        {"superiors": [("t:work", "wolf", "lamb", "wolf")]},
        {"memberships": [{"thread_id": "t:room", "event": "invite", "reference": "fox", "actor": "lamb"}]},
        {"memberships": [{"thread_id": "t:room", "event": "own", "reference": "lamb"}]},
    ],
    ids=["has a superior", "invites others", "owns the room"],
)
def test_who_is_known_to_the_work_is_no_stranger(known: dict[str, list[tuple[str, str, str, str]]]) -> None:
    """Who has a superior, invites others or owns a room is not taken for a victim by two words."""
    lured = [("t:room", "wolf", kind, None) for kind in ("lure", "recharge", "lure", "console")]
    said = [("t:room", "lamb", "doubt", None)] * 2
    assert _protected(resolved_case([("t:room", "fox")], [*lured, *said], **known)) == []


@pytest.mark.parametrize("language", sorted(LURED))
def test_who_is_in_no_room_and_is_worked_on_in_words_of_any_kind_is_protected(language: str) -> None:
    """No act needs to be read: where he talks and what is spoken of there is enough, also when the other has a team."""
    case = case_of([*spoken("t", LURED[language]), *spoken("team", [*AT_WORK, ("wolf", "yes boss")])], direct=["t"])
    assert _protected(case) == ["E-lamb"]
    assert without_gang(case)["entity_id"].to_list() == ["E-lamb"]


def test_a_member_in_a_room_of_his_gang_is_not_protected_by_his_talk() -> None:
    """Who writes in the team's room as well is no stranger, whatever he says to one of them."""
    case = case_of([*spoken("t", LURED["ru"]), *spoken("team", [*AT_WORK, ("lamb", "понял")])], direct=["t"])
    assert _protected(case) == []


def test_of_whom_it_is_open_no_gang_is_said_to_have_him() -> None:
    """A few words of a pitch and a doubt protect nobody, and make nobody a member either."""
    few = [("wolf", "one more top up"), ("lamb", "is it safe?"), ("lamb", "see you")]
    case = case_of(spoken("t", few), direct=["t"])
    assert _protected(case) == []
    assert without_gang(case)["entity_id"].to_list() == ["E-lamb"]


def test_strong_acts_of_his_own_outweigh_a_few_words_of_a_client() -> None:
    """Who orders and moves money in the same conversation is not known as a client by its subjects."""
    case = case_of(spoken("t", LURED["ru"]), direct=["t"])
    ordered = [
        {"act_id": f"a{n}", "kind": kind, "actor": "account:wechat:lamb", "message_id": "m001", "cue": kind}
        for n, kind in enumerate(["order", "move_money", "hand_out", "recruit", "fine"])
    ]
    schema = frames.ACT.polars_schema()
    acts = pl.DataFrame([{name: row.get(name) for name in schema} for row in ordered], schema=schema, orient="row")
    assert _protected(replace(case, acts=acts)) == []


def test_much_of_one_side_is_enough_where_the_other_says_little() -> None:
    """Who only says yes to a false official, and who pleads with somebody that sends no words, are both protected."""
    pitch = [("wolf", words) for who, words in LURED["ru"] if who == "wolf"] * 2
    pleas = [("lamb", words) for who, words in LURED["en"] if who == "lamb"] * 2
    assert _protected(case_of(spoken("t", [*pitch, ("lamb", "да, тут")]), direct=["t"])) == []
    assert _protected(case_of(spoken("t", [*pitch, ("lamb", "согласна")]), direct=["t"])) == ["E-lamb"]
    assert _protected(case_of(spoken("t", [*pleas, ("wolf", "busy now")]), direct=["t"])) == ["E-lamb"]


def test_who_hears_a_pitch_and_says_nothing_telling_is_no_member() -> None:
    """An open case: protected by nothing, but in no gang."""
    pitch = [("wolf", words) for who, words in LURED["ru"] if who == "wolf"] * 2
    case = case_of(spoken("t", [*pitch, ("lamb", "да, тут")]), direct=["t"])
    assert without_gang(case)["entity_id"].to_list() == ["E-lamb"]
