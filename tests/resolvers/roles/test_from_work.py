"""What somebody works on speaks for a role, the more so the less else he works on."""

import polars as pl

from resolvers.roles.catalogue import role_catalogue
from resolvers.roles.from_work import topic_roles, worked_roles
from tests.resolvers.resolved_cases import resolved_case
from warehouse.schema.frames import GANG_MEMBER

_CREW = ["bolt", "hammer"]


def _weights(acts: list[tuple[str, str, str, str | None]]) -> dict[tuple[str, str], float]:
    gang = GANG_MEMBER.conform(
        pl.DataFrame(
            [{"gang_id": "G-1", "entity_id": f"E-{person}", "share": 1.0, "is_main": True} for person in _CREW]
        )
    )
    found = worked_roles(resolved_case([("t:a", person) for person in _CREW], acts), gang)
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


def test_two_pieces_of_work_are_chance_and_twenty_a_trade():
    """Little work tells little, even where it is all that is known of somebody."""
    two, twenty = (_weights([("t:a", "bolt", "work_coding", None)] * n)["bolt", "developer"] for n in (2, 20))
    assert two < 1 < 3 < twenty
