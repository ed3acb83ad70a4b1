"""A line of command through somebody who leads here and answers there makes two parts one gang."""

import polars as pl

from resolvers.levels import joined_levels

_BOSSES = ["boss", "cashier"]
_TEAM = ["lead", "one", "three", "two"]
_ROOMS = pl.DataFrame(
    [("t:top", name) for name in [*_BOSSES, "lead"]] + [("t:floor", name) for name in _TEAM],
    schema=["thread_id", "entity_id"],
    orient="row",
)


def _joined(
    *acts: tuple[str, str, str, str | None],
    told: list[tuple[str, str, float]] | None = None,
    parts: list[list[str]] | None = None,
) -> list[list[str]]:
    schema = dict.fromkeys(("thread_id", "actor_entity", "kind", "target_entity"), pl.String)
    tellings = pl.DataFrame(
        told or [],
        schema={"superior_id": pl.String, "subordinate_id": pl.String, "sureness": pl.Float64},
        orient="row",
    )
    return joined_levels(
        parts or [_BOSSES, _TEAM], _ROOMS, pl.DataFrame(list(acts), schema=schema, orient="row"), tellings
    )


_LEADS = [("t:floor", "lead", "order", None)] * 2
_ANSWERS = [("t:top", "lead", "report", "boss")] * 2


def test_who_leads_here_and_answers_there_joins_the_two():
    """A team leader who answers to somebody of the other room makes one gang of both."""
    assert _joined(*_LEADS, *_ANSWERS) == [sorted([*_BOSSES, *_TEAM])]


def test_leading_alone_joins_nothing():
    """Who leads a team and answers to nobody of the other room ties nothing."""
    assert len(_joined(*_LEADS)) == 2


def test_answering_alone_joins_nothing():
    """Who answers to a boss and leads nobody ties nothing."""
    assert len(_joined(*_ANSWERS)) == 2


def test_dealing_both_ways_is_no_command():
    """Partners who ask as much of each other as they are asked are no line of command."""
    both = [("t:top", "boss", "request", "lead")] * 2 + [("t:top", "lead", "request", "boss")] * 2
    assert len(_joined(*_LEADS, *both)) == 2


def test_everyday_words_between_parts_are_no_command():
    """A desk that is asked for money and asks for a receipt is no superior."""
    asked = [("t:top", "boss", "request", "lead"), ("t:top", "boss", "obeyed", "lead")]
    assert len(_joined(*_LEADS, *asked)) == 2


def test_leaders_who_answer_to_each_other_have_dealings():
    """Where each part's leader reports to the other part, the two are gangs that trade, not levels of one."""
    other = [("t:top", "boss", "order", "cashier"), ("t:top", "boss", "fine", "cashier")]
    back = [("t:top", "boss", "report", "lead")] * 2 + [("t:2", "lead", "report", "cashier")] * 2
    parts = [["boss", "cashier", "guard"], _TEAM]
    guarded = [("t:top", "boss", "order", "guard")] * 2
    assert len(_joined(*_LEADS, *other, *guarded, *back, parts=parts)) == 2


def test_leaders_who_ask_things_of_each_other_join_nothing():
    """Seven reports one way and two the other are dealings; seven and one are a line of command."""
    up, down = [("t:top", "lead", "report", "boss")], [("t:top", "boss", "report", "lead")]
    assert len(_joined(*_LEADS, *up * 7, *down * 2)) == 2
    assert len(_joined(*_LEADS, *up * 7, *down)) == 1


def test_who_answers_to_two_other_parts_joins_neither():
    """A leader who reports to two parts is two people, or everybody's man."""
    parts = [_BOSSES, _TEAM, ["buyer", "clerk"]]
    both = [*_ANSWERS, *[("t:3", "lead", "report", "buyer")] * 2]
    assert len(_joined(*_LEADS, *_ANSWERS, parts=parts)) == 2
    assert len(_joined(*_LEADS, *both, parts=parts)) == 3


def test_a_single_act_joins_nothing():
    """One order and one report may be slips."""
    assert len(_joined(_LEADS[0], _ANSWERS[0])) == 2


def test_a_telling_of_who_leads_answers_as_well_as_acts():
    """'I report to the boss', said in the team's room, is the line of command; an unsure name is not."""
    assert len(_joined(*_LEADS, told=[("boss", "lead", 0.9)])) == 1
    assert len(_joined(*_LEADS, told=[("boss", "lead", 0.3)])) == 2


def test_who_stands_between_two_parts_joins_them_and_comes_along():
    """A leader whom neither part holds for sure makes one gang of both, and he is of it."""
    team = [name for name in _TEAM if name != "lead"]
    assert _joined(*_LEADS, *_ANSWERS, parts=[_BOSSES, team]) == [sorted([*_BOSSES, *_TEAM])]


def test_who_is_of_a_third_part_joins_nothing():
    """Somebody who leads one part and answers to another but belongs to a third leaves the three alone."""
    team = [name for name in _TEAM if name != "lead"]
    assert len(_joined(*_LEADS, *_ANSWERS, parts=[_BOSSES, team, ["friend", "lead"]])) == 3
