"""In which gang somebody of several has a role."""

import polars as pl

from resolvers.roles.claims import roles_in_gangs
from tests.resolvers.resolved_cases import resolved_case
from warehouse.schema.frames import GANG_MEMBER, ROLE_EVIDENCE

_TALK = [(room, person) for room, crew in (("t:yard", "mab"), ("t:pier", "mef")) for person in crew]
_MEMBERS = [("yard", "m", True), ("yard", "a", True), ("yard", "b", True), ("pier", "e", True), ("pier", "f", True)]


def _counts(*pieces: tuple[str, float]) -> dict[str, int]:
    """By gang the pieces that count for m's one role; each piece is a room and its weight."""
    case = resolved_case(_TALK)
    members = [*_MEMBERS, ("pier", "m", False)]
    place = dict(case.frames.utterances.select("thread_id", "locator").unique("thread_id", keep="first").iter_rows())
    evidence = ROLE_EVIDENCE.conform(
        pl.DataFrame(
            [("E-m", "crypter", "told:own", weight, "e", place[room]) for room, weight in pieces],
            schema=["entity_id", "role", "signal", "weight", "exhibit_id", "locator"],
            orient="row",
        )
    )
    roles = pl.DataFrame({"entity_id": ["E-m"], "role": ["crypter"], "probability": [0.9], "decided_by": [None]})
    gang_members = GANG_MEMBER.conform(
        pl.DataFrame(
            [(gang, f"E-{person}", 1.0, is_main) for gang, person, is_main in members],
            schema=["gang_id", "entity_id", "share", "is_main"],
            orient="row",
        )
    )
    found = roles_in_gangs(case, roles.with_columns(evidence_count=pl.lit(len(pieces))), evidence, gang_members)
    return dict(found.sort("gang_id").select("gang_id", "evidence_count").iter_rows())


def test_a_role_stands_in_each_gang_where_something_speaks_for_it() -> None:
    """Evidence written among people of two gangs gives the role in both, each piece once."""
    assert _counts(("t:yard", 2.0), ("t:pier", 2.0), ("t:pier", 1.0)) == {"pier": 2, "yard": 1}


def test_a_denial_makes_no_role_in_a_gang() -> None:
    """'He is no crypter', said in one gang, counts against the role in the other and gives none here."""
    assert _counts(("t:yard", -1.0), ("t:pier", 2.0)) == {"pier": 2}
    assert _counts(("t:yard", 2.0), ("t:pier", -1.0)) == {"yard": 2}
