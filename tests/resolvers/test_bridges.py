"""One account may not hold two groups of accounts together by unlike names alone; firmer reasons may."""

import polars as pl
import pytest

from resolvers.bridges import clusters_without_bridges
from resolvers.clustering import clusters
from warehouse.schema import frames

# The desk d went by the name of a and a2, later by that of b and b2.
JOINS = [("a", "a2"), ("a", "d"), ("a2", "d"), ("b", "b2"), ("b", "d")]
NAMES = [("a", "hammer"), ("a2", "hammer"), ("d", "hammer"), ("b", "crab"), ("b2", "crab"), ("d", "crab")]


def reference(name):
    return f"account:qq:{name}"


def case(joins, *, comparison="name_equal", names=NAMES):
    pairs = [(min(pair), max(pair)) for pair in joins]
    references = sorted({name for pair in pairs for name in pair})
    scored = pl.DataFrame(
        [
            {
                "reference_l": reference(left),
                "reference_r": reference(right),
                "match_weight": 9.0,
                "match_probability": 0.99,
                "family_count": 1,
                "decided_by": "fixed_weights",
                "decision": "join",
            }
            for left, right in pairs
        ]
    )
    evidence = pl.DataFrame(
        [
            {
                "reference_l": reference(left),
                "reference_r": reference(right),
                "family": "other",
                "comparison": comparison if "d" in (left, right) else "name_equal",
                "level": "x",
                "weight": 16.0,
                "sentence_en": "x",
                "sentence_zh": "x",
            }
            for left, right in pairs
        ]
    )
    return {
        "references": frames.REFERENCE.conform(
            pl.DataFrame(
                [
                    {
                        "reference": reference(name),
                        "kind": "account",
                        "account_id": f"qq:{name}",
                        "is_owner": False,
                        "message_count": 1,
                    }
                    for name in references
                ]
            )
        ),
        "scored": frames.SCORED_PAIR.conform(scored),
        "cannot_links": frames.CANNOT_LINK.empty_frame(),
        "judged_pairs": frames.JUDGED_PAIR.empty_frame(),
        "evidence": frames.PAIR_EVIDENCE.conform(evidence),
        "names": frames.REFERENCE_NAME.conform(
            pl.DataFrame(
                [
                    {"reference": reference(bearer), "name": name, "kind": "remark", "observation_count": 1}
                    for bearer, name in names
                ],
                schema={"reference": pl.String, "name": pl.String, "kind": pl.String, "observation_count": pl.Int64},
            )
        ),
    }


def groups(frame):
    together = frame.group_by("cluster").agg(pl.col("reference").sort()).sort("cluster")["reference"].to_list()
    return sorted([[name.removeprefix("account:qq:") for name in group] for group in together])


def test_a_desk_stays_with_the_group_it_is_tied_to_most():
    """Names alone hold only one side; the other becomes an entity of its own."""
    assert groups(clusters_without_bridges(**case(JOINS))) == [["a", "a2", "d"], ["b", "b2"]]


@pytest.mark.parametrize("comparison", ["rename", "statement_same_person", "shared_selector"])
def test_more_than_a_name_keeps_its_ties(comparison):
    """Where somebody says that they are one, or a selector ties them, nothing is cut."""
    assert groups(clusters_without_bridges(**case(JOINS, comparison=comparison))) == [["a", "a2", "b", "b2", "d"]]


def test_a_second_way_round_is_no_bridge():
    """Groups that anything else ties, a lead or a name both know, hold without the account."""
    assert groups(clusters_without_bridges(**case(JOINS, names=[*NAMES, ("b2", "Hammer")]))) == [
        ["a", "a2", "b", "b2", "d"]
    ]
    assert groups(clusters_without_bridges(**case([*JOINS, ("a2", "b2")]))) == [["a", "a2", "b", "b2", "d"]]


def test_bearers_of_one_name_need_no_bridge():
    """Accounts that were joined one to the next under one name hang together by the name itself."""
    chain = [("a", "b"), ("b", "c"), ("c", "e")]
    names = [(bearer, "crab") for bearer in "abce"]
    assert groups(clusters_without_bridges(**case(chain, names=names))) == [["a", "b", "c", "e"]]


def test_two_accounts_of_one_tie_are_left_alone():
    """A pair has no bridge."""
    assert groups(clusters_without_bridges(**case([("a", "b")]))) == [["a", "b"]]


def test_order_of_rows_does_not_matter():
    """The same evidence cuts the same bridges."""
    given = case(JOINS)
    turned = {part: frame.reverse() for part, frame in given.items()}
    assert clusters_without_bridges(**given).equals(clusters_without_bridges(**turned))


def test_what_is_cut_only_ever_splits():
    """Abstaining never brings two references together that clustering kept apart."""
    given = case(JOINS)
    whole = clusters(given["references"], given["scored"], given["cannot_links"], given["judged_pairs"])
    for group in groups(clusters_without_bridges(**given)):
        assert any(set(group) <= set(other) for other in groups(whole))
