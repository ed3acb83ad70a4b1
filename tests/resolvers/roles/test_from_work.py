"""What somebody works on speaks for a role, the more so the less else he works on."""

from dataclasses import replace

import polars as pl

from resolvers.contract import ResolvedCase
from resolvers.roles.catalogue import role_catalogue
from resolvers.roles.from_work import topic_roles, worked_roles
from tests.resolvers.resolved_cases import resolved_case
from warehouse.schema.frames import GANG_MEMBER

_CREW = ["bolt", "hammer"]


def _weights(acts: list[tuple[str, str, str, str | None]], small_talk: int = 1) -> dict[tuple[str, str], float]:
    return _summed(resolved_case([("t:a", person) for person in _CREW] * small_talk, acts))


def _summed(case: ResolvedCase) -> dict[tuple[str, str], float]:
    gang = GANG_MEMBER.conform(
        pl.DataFrame(
            [{"gang_id": "G-1", "entity_id": f"E-{person}", "share": 1.0, "is_main": True} for person in _CREW]
        )
    )
    found = worked_roles(case, gang)
    summed = found.group_by("entity_id", "role").agg(pl.col("weight").sum()).sort("entity_id", "role")
    return {(entity[2:], role): weight for entity, role, weight in summed.iter_rows()}


def test_every_role_of_a_topic_is_in_the_catalogue():
    """Topics speak for roles that exist."""
    assert {role for _, role, _ in topic_roles()} <= set(role_catalogue()["role"])


def test_own_work_speaks_for_the_worker_and_a_task_for_who_gets_it():
    """Work tells of its writer, a task of whom it is given to, a little less."""
    found = _weights([("t:a", "bolt", "work_crypting", None), ("t:a", "bolt", "task_testing", "hammer")])
    assert set(found) == {("bolt", "crypter"), ("hammer", "tester")}
    assert found["bolt", "crypter"] > found["hammer", "tester"] > 0


def test_who_works_on_one_thing_is_surer_than_who_talks_of_all():
    """The same two pieces of work weigh less beside other topics."""
    twice = [("t:a", "bolt", "work_crypting", None)] * 2
    other = [("t:a", "bolt", f"work_{topic}", None) for topic in ("servers", "hiring", "coding", "payroll")]
    assert _weights([*twice, *other])["bolt", "crypter"] < _weights([*twice])["bolt", "crypter"]


def test_habit_weighs_more_than_once():
    """More of the same work is surer, ever less so."""
    one, two, four = (_weights([("t:a", "bolt", "work_coding", None)] * n)["bolt", "developer"] for n in (1, 2, 4))
    assert one < two < four
    assert two - one < four - one < 3 * (two - one)


def test_two_pieces_of_work_are_less_than_three_and_twenty_are_a_trade():
    """Little work tells little, even where it is all that is known of somebody."""
    two, three, twenty = (_weights([("t:a", "bolt", "work_coding", None)] * n)["bolt", "developer"] for n in (2, 3, 20))
    assert two < 1.05 < 1.4 < three < 2.2 < twenty


def test_three_pieces_of_work_are_chance_in_two_hundred_messages():
    """Who writes much talks of everything now and then; who writes three messages of one thing does it."""
    work = [("t:a", "bolt", "work_coding", None)] * 3
    assert _weights(work, small_talk=200)["bolt", "developer"] < 0.6 < _weights(work)["bolt", "developer"]


def test_a_trade_act_is_work_on_its_topic():
    """What a sentence pattern reads as intrusion speaks for the intruder as the topic does."""
    assert _weights([("t:a", "bolt", "intrude", None)]) == _weights([("t:a", "bolt", "work_intrusion", None)])


def test_a_message_read_twice_is_one_piece_of_work():
    """A pattern and a topic that find the same in one message count once."""
    case = resolved_case([("t:a", "bolt")], [("t:a", "bolt", "crypt", None)])
    twice = replace(case, acts=pl.concat([case.acts, case.acts.with_columns(kind=pl.lit("work_crypting"))]))
    assert _summed(twice) == _summed(case)
