"""Where somebody stands in the line of command says something of his role."""

import polars as pl

from resolvers.roles.placed import placed_roles
from warehouse.schema.frames import GANG_MEMBER, REPORTS_TO, REPORTS_TO_EVIDENCE

_Pairs = list[tuple[str, str, float]]


def _roles(pairs: _Pairs) -> dict[str, tuple[str, float]]:
    schema = ["superior_id", "subordinate_id", "probability"]
    edges = pl.DataFrame(pairs, schema=schema, orient="row").with_columns(
        gang_id=pl.lit("G-1"), evidence_count=pl.lit(1)
    )
    cited = edges.select("superior_id", "subordinate_id").with_columns(
        signal=pl.lit("order"), weight=pl.lit(2.0), exhibit_id=pl.lit("e"), locator=pl.lit("line:1")
    )
    people = sorted({who for high, low, _ in pairs for who in (high, low)})
    members = pl.DataFrame({"entity_id": people, "leadership_rank": range(1, len(people) + 1)}).with_columns(
        gang_id=pl.lit("G-1"), is_main=pl.lit(value=True), share=pl.lit(1.0)
    )
    found = placed_roles(GANG_MEMBER.conform(members), REPORTS_TO.conform(edges), REPORTS_TO_EVIDENCE.conform(cited))
    return {who: (role, weight) for who, role, weight in found.select("entity_id", "role", "weight").iter_rows()}


def test_one_weak_edge_below_makes_no_manager_of_a_team_leader():
    """Who leads four, one of whom seems to lead one, leads a team; over two teams stands a manager."""
    team = [("b", who, 0.7) for who in ("c", "d", "e", "f")]
    assert _roles([("a", "b", 0.9), *team, ("c", "g", 0.55)])["b"][0] == "team_leader"
    other = [("h", who, 0.7) for who in ("i", "j", "k")]
    assert _roles([("a", "b", 0.9), ("a", "h", 0.9), *team, *other, ("0", "a", 0.9)])["a"][0] == "manager"


def test_head_without_levels_is_less_surely_the_boss():
    """The first of a line of two levels weighs less as boss than one over managers."""
    teams = [("b", "d", 0.9), ("b", "e", 0.9), ("c", "f", 0.9), ("c", "g", 0.9)]
    flat = _roles([("a", "b", 0.9), ("a", "c", 0.9), *teams])["a"]
    deep = _roles([("a", "b", 0.9), ("a", "c", 0.9), *teams, ("d", "h", 0.9), ("d", "i", 0.9), ("e", "j", 0.9)])["a"]
    assert flat[0] == deep[0] == "boss"
    assert flat[1] < deep[1]


def test_head_middle_and_team_are_told_apart():
    """The head over leaders is a boss, a leader of leaders a manager, a leader of a team a team leader."""
    pairs = [("a", "b"), ("b", "c"), ("c", "d"), ("c", "e")]
    edges = pl.DataFrame(pairs, schema=["superior_id", "subordinate_id"], orient="row").with_columns(
        gang_id=pl.lit("G-1"), probability=pl.lit(0.9), evidence_count=pl.lit(1)
    )
    cited = edges.select("superior_id", "subordinate_id").with_columns(
        signal=pl.lit("order"), weight=pl.lit(2.0), exhibit_id=pl.lit("e"), locator=pl.lit("line:1")
    )
    members = pl.DataFrame({"entity_id": list("abcde"), "leadership_rank": [1, 2, 3, 4, 5]}).with_columns(
        gang_id=pl.lit("G-1"), share=pl.lit(1.0), is_main=pl.lit(value=True)
    )
    found = placed_roles(GANG_MEMBER.conform(members), REPORTS_TO.conform(edges), REPORTS_TO_EVIDENCE.conform(cited))
    roles = dict(found.select("entity_id", "role").iter_rows())
    assert roles == {"a": "boss", "b": "manager", "c": "team_leader"}
    weight = dict(found.select("entity_id", "weight").iter_rows())
    assert weight["c"] > weight["b"]
