"""A boss who hardly writes ranks first by small signs of several people, and not by what anybody is told."""

import polars as pl
import pytest

from resolvers.hierarchy import leadership_ranks, reports_to
from resolvers.quiet_heads import quiet_heads
from tests.resolvers.resolved_cases import resolved_case, shuffled_case
from warehouse.schema.frames import GANG_MEMBER

_CREW = ["bolt", "hammer", "rivet", "steel"]
_MEMBERS = GANG_MEMBER.conform(
    pl.DataFrame([{"gang_id": "G-1", "entity_id": f"E-{person}", "share": 1.0, "is_main": True} for person in _CREW])
)
# hammer leads bolt and rivet for everybody to see.
_LED = [
    ("t:floor", "hammer", kind, person) for person in ("bolt", "rivet") for kind in ("order", "pay") for _ in range(4)
]


def _found(case):
    edges, _ = reports_to(case, _MEMBERS)
    heads = quiet_heads(case, _MEMBERS, edges)
    return edges, heads, leadership_ranks(_MEMBERS, edges, heads=heads)


def _case(*signs):
    return resolved_case([("t:floor", person) for person in _CREW], [*_LED, *signs])


def _first(case):
    return _found(case)[2].filter(pl.col("leadership_rank") == 1)["entity_id"].item()


def test_a_few_small_signs_of_several_people_make_a_head():
    """Whom one obeys once and another calls boss stands before their leader, and gets no edge for it."""
    case = _case(("t:1", "steel", "obeyed", "hammer"), ("t:2", "bolt", "boss_call", "steel"))
    edges, heads, ranked = _found(case)
    assert "E-steel" not in edges["superior_id"].to_list()
    assert set(heads["superior_id"]) == {"E-steel"}
    assert ranked.sort("leadership_rank")["entity_id"].to_list()[:2] == ["E-steel", "E-hammer"]


@pytest.mark.parametrize(
    "signs",
    [
        [],
        [("t:1", "steel", "obeyed", "hammer")],
        [("t:1", "steel", "request", "hammer"), ("t:2", "steel", "request", "bolt")],
        [
            ("t:1", "steel", "obeyed", "hammer"),
            ("t:2", "bolt", "boss_call", "steel"),
            ("t:3", "rivet", "obeyed", "steel"),
        ],
    ],
    ids=["none", "one person", "asking alone", "somebody above him"],
)
def test_less_than_that_makes_none(signs):
    """One person's sign, asking for things, or somebody above him leave the leader first."""
    assert _first(_case(*signs)) == "E-hammer"


def test_who_has_edges_is_ranked_by_them():
    """The leader himself is no quiet head, whatever else speaks for him."""
    case = _case(("t:1", "hammer", "obeyed", "bolt"), ("t:2", "rivet", "boss_call", "hammer"))
    assert _found(case)[1].is_empty()


def test_order_of_rows_does_not_matter():
    """The same evidence in another order gives the same heads."""
    case = _case(("t:1", "steel", "obeyed", "hammer"), ("t:2", "bolt", "boss_call", "steel"))
    assert _found(case)[1].equals(_found(shuffled_case(case, 3))[1])
