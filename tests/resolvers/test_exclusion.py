"""What falls without a place, a reference or a judgement, and what stays."""

from dataclasses import replace

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from resolvers.contract import LinkSettings
from resolvers.exclusion import Described, fall_of_edges, fall_of_links, fall_of_roles, flip_pieces
from resolvers.what_if import LinkedCase, partition, rescored
from warehouse.schema import frames

_SETTINGS = LinkSettings()
_NAMES = [f"account:qq:{letter}" for letter in "abcd"]
_NONE = pl.DataFrame(schema={"reference": pl.String})
_NOWHERE = pl.DataFrame(schema={"exhibit_id": pl.String, "locator": pl.String})


def _frame(relation, rows):
    schema = relation.polars_schema()
    return pl.DataFrame([{name: row.get(name) for name in schema} for row in rows], schema=schema, orient="row")


def _case(pieces, judged=()):
    """A case of links; `pieces` are (left, right, weight, exhibit), each at line 1 of its exhibit."""
    pairs = sorted({(left, right) for left, right, *_ in pieces} | {(left, right) for left, right, _ in judged})
    reason = {"family": "communication", "comparison": "statement_same_person", "sentence_en": "", "sentence_zh": ""}
    evidence = [
        reason
        | {"reference_l": left, "reference_r": right, "weight": weight, "level": f"told{number}"}
        | {"exhibit_id": exhibit, "locator": "line:1"}
        for number, (left, right, weight, exhibit) in enumerate(pieces)
    ]
    case = LinkedCase(
        _frame(
            frames.REFERENCE,
            [{"reference": name, "kind": "account", "is_owner": False, "message_count": 1} for name in _NAMES],
        ),
        _frame(frames.CANDIDATE_PAIR, [{"reference_l": a, "reference_r": b, "rules": ""} for a, b in pairs]),
        _frame(frames.PAIR_EVIDENCE, evidence),
        frames.CANNOT_LINK.empty_frame(),
        _frame(
            frames.JUDGED_PAIR,
            [
                {"reference_l": a, "reference_r": b, "judgement": word, "judged_by": "Li", "reason": "why"}
                for a, b, word in judged
            ],
        ),
        frames.REFERENCE_NAME.empty_frame(),
        frames.CLUSTER_MEMBER.empty_frame(),
    )
    members = partition(case, _SETTINGS).select("reference", "probability", entity_id=pl.lit("E-") + pl.col("cluster"))
    return replace(case, members=frames.CLUSTER_MEMBER.conform(members))


def _places(*exhibits):
    return pl.DataFrame({"exhibit_id": list(exhibits), "locator": ["line:1"] * len(exhibits)}, schema=_NOWHERE.schema)


A, B, C, D = _NAMES


def test_a_link_falls_with_the_place_that_carries_it():
    """Of two links the one that loses what it needs falls, the one with enough left stays, and its people part."""
    case = _case([(A, B, 20.0, "e1"), (B, C, 15.0, "e1"), (B, C, 15.0, "e2")])
    links, changes, vanished = fall_of_links(case, _SETTINGS, _places("e1"), _NONE, case.judged_pairs)
    assert dict(links.select("reference_l", "fate").iter_rows()) == {A: "falls", B: "stays"}
    assert [(change.kind, change.moved) for change in changes] == [("split", (A,))]
    assert vanished.is_empty()
    row = links.filter(pl.col("fate") == "stays").row(0, named=True)
    assert (row["reasons_lost"], row["reasons_left"]) == (1, 1)


def test_a_judgement_holds_a_link_whose_evidence_falls():
    """What a person decided stays without the evidence; without the decision it falls."""
    case = _case([(A, B, 20.0, "e1")], judged=[(A, B, "positive")])
    links, *_ = fall_of_links(case, _SETTINGS, _places("e1"), _NONE, case.judged_pairs)
    assert links["fate"].to_list() == ["stays"]
    links, *_ = fall_of_links(case, _SETTINGS, _places("e1"), _NONE, case.judged_pairs.clear())
    assert links["fate"].to_list() == ["falls"]


def test_an_entity_vanishes_with_its_references():
    """Who is shown nowhere any more is named as vanished; whose company he was stays."""
    case = _case([(A, B, 20.0, "e1")])
    gone = pl.DataFrame({"reference": [C, A]})
    links, changes, vanished = fall_of_links(case, _SETTINGS, _NOWHERE, gone, case.judged_pairs)
    assert vanished["entity_id"].to_list() == [f"E-{C}"]
    assert links["fate"].to_list() == ["falls"]
    assert changes == ()


_pieces = st.lists(
    st.tuples(
        st.sampled_from([(A, B), (A, C), (B, C), (C, D)]), st.sampled_from([5.0, 15.0]), st.sampled_from(["e1", "e2"])
    ).map(lambda piece: (*piece[0], piece[1], piece[2])),
    min_size=1,
    max_size=6,
)


@given(_pieces)
def test_nothing_left_out_changes_nothing(pieces):
    """Without leaving anything out every link stays and nobody moves."""
    case = _case(pieces)
    links, changes, vanished = fall_of_links(case, _SETTINGS, _NOWHERE, _NONE, case.judged_pairs)
    assert set(links["fate"]) <= {"stays"}
    assert changes == ()
    assert vanished.is_empty()


@given(_pieces)
def test_flip_pieces_are_those_without_which_a_link_falls(pieces):
    """Each single reason named as such makes its link fall when it is taken away, and no other does."""
    case = _case(pieces)
    joined = rescored(case, _SETTINGS).filter(pl.col("decision") == "join").select("reference_l", "reference_r")
    found = set(flip_pieces(case, _SETTINGS, joined).select("reference_l", "reference_r", "level").iter_rows())
    for left, right, level in case.evidence.select("reference_l", "reference_r", "level").iter_rows():
        rest = replace(case, evidence=case.evidence.filter(pl.col("level") != level))
        then = rescored(rest, _SETTINGS).filter((pl.col("reference_l") == left) & (pl.col("reference_r") == right))
        is_joined = joined.filter((pl.col("reference_l") == left) & (pl.col("reference_r") == right)).height == 1
        assert ((left, right, level) in found) == (is_joined and then["decision"].to_list() != ["join"])


def _described(*, status="lead"):
    evidence = [("E-1", "boss", "listed", "boss", 3.5, None, f"e{n}", "line:1") for n in (1, 2)]
    command = [("E-1", "E-2", "stated", "boss", 2.0, f"e{n}", "line:1") for n in (1, 2)]
    roles = {"entity_id": ["E-1"], "role": ["boss"], "probability": [0.9], "decided_by": ["x"], "status": [status]}
    edges = {"superior_id": ["E-1"], "subordinate_id": ["E-2"], "probability": [0.9], "decided_by": ["x"]}
    return Described(
        pl.DataFrame(roles),
        pl.DataFrame(evidence, schema=frames.ROLE_EVIDENCE.polars_schema(), orient="row"),
        pl.DataFrame(edges | {"status": [status]}),
        pl.DataFrame(command, schema=frames.REPORTS_TO_EVIDENCE.polars_schema(), orient="row"),
    )


def test_roles_and_edges_fall_with_their_last_piece():
    """One of two pieces lost is told and carries on; both lost is the end, but for what a person decided."""
    for fall in (fall_of_roles, fall_of_edges):
        row = fall(_described(), _places("e1"), frozenset()).row(0, named=True)
        assert (row["fate"], row["pieces_lost"], row["pieces_left"]) == ("stays", 1, 1)
        assert fall(_described(), _places("e1", "e2"), frozenset())["fate"].to_list() == ["falls"]
        judged = _described(status="confirmed")
        assert fall(judged, _places("e1", "e2"), frozenset())["fate"].to_list() == ["stays"]
    unjudged = frozenset({("E-1", "boss")})
    judged = _described(status="confirmed")
    assert fall_of_roles(judged, _places("e1", "e2"), unjudged)["fate"].to_list() == ["falls"]
    assert fall_of_roles(judged, _NOWHERE, unjudged)["fate"].to_list() == ["stays"]
