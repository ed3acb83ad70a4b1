"""A judgement is never overridden: on roles, superiors, protection and names, whatever the evidence says."""

from dataclasses import replace
from datetime import datetime

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from resolvers.cannot_link import cannot_links
from resolvers.gangs import gangs
from resolvers.hierarchy import leadership_ranks, reports_to
from resolvers.judged import judged_names
from resolvers.protection import protected
from resolvers.roles.claims import entity_roles
from tests.resolvers.resolved_cases import resolved_case
from warehouse.schema.frames import (
    GANG_MEMBER,
    JUDGED_CLAIM,
    REFERENCE,
    REFERENCE_NAME,
    REPORTS_TO,
    REPORTS_TO_EVIDENCE,
)

_CREW = ("hammer", "rivet", "bolt", "screw")
_ROLES = ("boss", "manager", "financier", "recruiter", "victim", "bystander")
_EDGES = [(up, down) for up in _CREW for down in _CREW if up != down]
_NO_EDGES = (REPORTS_TO.empty_frame(), REPORTS_TO_EVIDENCE.empty_frame())
_WORDS = st.sampled_from(["positive", "negative", "unsure"])


def _claims(rows):
    """JUDGED_CLAIM of (kind, reference, value, judgement), the later the further down."""
    filled = [
        (kind, reference, value, word, "Li", "why", datetime(2026, 1, 1, 0, number))
        for number, (kind, reference, value, word) in enumerate(rows)
    ]
    return pl.DataFrame(filled, schema=JUDGED_CLAIM.polars_schema(), orient="row")


def _judged(case, rows):
    return replace(case, frames=replace(case.frames, judged_claims=_claims(rows)))


def _case():
    room = [("t:all", person) for person in _CREW] * 2
    acts = [("t:a", "hammer", "order", "rivet")] * 4 + [("t:b", "rivet", "order", "bolt")] * 4
    acts += [
        ("t:b", "rivet", "pay", "bolt"),
        ("t:a", "hammer", "recruit", "screw"),
        ("t:a", "rivet", "report", "hammer"),
    ]
    return resolved_case(room, acts)


def _members(people=_CREW):
    rows = [("G-1", f"E-{person}", 1.0, None, None, None, True) for person in people]
    return pl.DataFrame(rows, schema=GANG_MEMBER.polars_schema(), orient="row")


@given(st.dictionaries(st.tuples(st.sampled_from(_CREW), st.sampled_from(_ROLES)), _WORDS, max_size=8))
def test_judged_roles_hold(decided):
    """A denied role is never published and a given one always, but no criminal one to a person judged a victim."""
    case = _judged(_case(), [("role", f"account:{who}", role, word) for (who, role), word in decided.items()])
    roles, _ = entity_roles(case, _members(), *_NO_EDGES)
    found = {(row["entity_id"][2:], row["role"]): row["decided_by"] for row in roles.to_dicts()}
    victims = {who for (who, role), word in decided.items() if role in ("victim", "bystander") and word == "positive"}
    for (who, role), word in decided.items():
        if word == "negative":
            assert (who, role) not in found
        elif word == "positive" and (who not in victims or role in ("victim", "bystander")):
            assert found[who, role] == "Li"
    assert {row[2:] for row in protected(case)["entity_id"]} >= victims
    assert all(role in ("victim", "bystander") for who, role in found if who in victims)


@given(st.dictionaries(st.sampled_from(_EDGES), _WORDS, max_size=5))
def test_judged_edges_hold(decided):
    """A denied edge is never published; a given one always, unless a later decision makes a circle of it."""
    rows = [("reports_to", f"account:{down}", f"account:{up}", word) for (up, down), word in decided.items()]
    edges, _ = reports_to(_judged(_case(), rows), _members())
    found = {(row["superior_id"][2:], row["subordinate_id"][2:]): row["decided_by"] for row in edges.to_dicts()}
    given = [edge for edge, word in decided.items() if word == "positive"]
    assert all(edge not in found for edge, word in decided.items() if word == "negative")
    if given:
        assert found[given[-1]] == "Li"
    for edge in given:
        assert found.get(edge) == "Li" or _reaches(given, *edge)
    assert leadership_ranks(_members(), edges).height == len(_CREW)


def _reaches(edges, up, down):
    """Whether given edges lead back from the lower end to the upper one."""
    below, seen = [down], set()
    while below:
        here = below.pop()
        seen.add(here)
        below += [low for high, low in edges if high == here and low not in seen]
    return up in seen


def test_judged_superior_brings_somebody_into_the_gang():
    """Whom no evidence counts to a gang becomes a member when a person places him above one of it."""
    talk = [("t:far", "shade"), ("t:far", "stranger")]
    room = [("t:all", person) for person in _CREW] * 3 + talk
    acts = [("t:all", "hammer", kind, person) for kind in ("order", "pay") for person in _CREW[1:]]
    acts += [("t:all", "rivet", "report", "hammer")]
    case = resolved_case(room, acts)
    assert "E-shade" not in gangs(case, "case")[1]["entity_id"].to_list()
    case = _judged(case, [("reports_to", "account:hammer", "account:shade", "positive")])
    members = gangs(case, "case")[1]
    assert "E-shade" in members["entity_id"].to_list()
    edges, _ = reports_to(case, members)
    assert ("E-shade", "E-hammer") in edges.select("superior_id", "subordinate_id").rows()


def test_who_is_judged_no_victim_is_not_protected():
    """A person's word that somebody is no victim, or has a part in it, outweighs what the machine recognised."""
    talk = [("t:x", "lamb"), ("t:x", "wolf")]
    acts = [("t:x", "wolf", "lure", "lamb")] * 3 + [("t:x", "lamb", kind, None) for kind in ("pay_in", "doubt")]
    case = resolved_case(talk, acts)
    assert protected(case)["entity_id"].to_list() == ["E-lamb"]
    for claim in (("role", "account:lamb", "victim", "negative"), ("role", "account:lamb", "caller", "positive")):
        assert protected(_judged(case, [claim])).is_empty()
    both = [("role", "account:lamb", "victim", "positive"), ("role", "account:lamb", "caller", "positive")]
    assert protected(_judged(case, both))["entity_id"].to_list() == ["E-lamb"]


def test_later_of_two_decisions_on_one_entity_holds():
    """Where two references of one entity were judged unlike, the later decision holds for the entity."""
    case = _case()
    second = pl.DataFrame([{"reference": "account:hammer2", "entity_id": "E-hammer"}])
    case = replace(case, members=pl.concat([case.members, second], how="diagonal"))
    rows = [("role", "account:hammer2", "financier", "positive"), ("role", "account:hammer", "financier", "negative")]
    roles, _ = entity_roles(_judged(case, rows), _members(), *_NO_EDGES)
    assert "financier" not in roles["role"].to_list()
    roles, _ = entity_roles(_judged(case, rows[::-1]), _members(), *_NO_EDGES)
    assert "financier" in roles["role"].to_list()


def test_given_name_is_a_name_and_a_denied_one_keeps_called_references_apart():
    """A judged name is one more name without a place; a denied one is a cannot-link to all who are called so."""
    case = resolved_case([("t:a", "hammer")]).frames
    called = pl.DataFrame(
        [{"reference": "called:x:Nail", "kind": "called", "is_owner": False, "message_count": 0}],
        schema={"reference": pl.String, "kind": pl.String, "is_owner": pl.Boolean, "message_count": pl.Int64},
    )
    name = pl.DataFrame([{"reference": "called:x:Nail", "name": "Nail", "kind": "called", "observation_count": 1}])
    claims = _claims(
        [("alias", "account:hammer", "nail", "negative"), ("alias", "account:hammer", "Anvil", "positive")]
    )
    case = replace(
        case,
        references=pl.concat([case.references, REFERENCE.conform(called)]),
        names=pl.concat([case.names, REFERENCE_NAME.conform(name)]),
        judged_claims=claims,
    )
    apart = cannot_links(case).select("reference_l", "reference_r", "reason").rows()
    assert apart == [("account:hammer", "called:x:Nail", "judgement")]
    assert judged_names(claims).select("reference", "name", "kind").rows() == [("account:hammer", "Anvil", "judgement")]
