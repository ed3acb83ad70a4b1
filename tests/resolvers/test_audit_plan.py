"""What to check: all inside the machine's entity, the likeliest outside, and what decisions make of it."""

from dataclasses import replace

import polars as pl
import pytest

from resolvers.audit_plan import AuditedCase, audit_plan, machine_clusters, true_clusters
from resolvers.contract import LinkSettings
from warehouse.schema import frames

_EVIDENCE = {"family": "other", "level": "x", "sentence_en": "x", "sentence_zh": "x"}


def _case(judged=()):
    """Accounts a and b joined by a rename; c a lead of b; d alone. Decisions are (left, right, judgement)."""
    references = [f"account:qq:{letter}" for letter in "abcd"]
    pairs = [("a", "b", 20.0, "rename"), ("b", "c", 9.0, "name_equal")]
    rows = [
        {"reference_l": f"account:qq:{left}", "reference_r": f"account:qq:{right}", "comparison": why, "weight": bits}
        for left, right, bits, why in pairs
    ]
    evidence = pl.DataFrame([{**row, **_EVIDENCE} for row in rows])
    given = [(f"account:qq:{left}", f"account:qq:{right}", said, "a", "b", None) for left, right, said in judged]
    return AuditedCase(
        references=frames.REFERENCE.conform(
            pl.DataFrame(
                {"reference": references, "kind": "account", "is_owner": False, "message_count": 1}
            ).with_columns(account_id=pl.col("reference").str.strip_prefix("account:"))
        ),
        names=frames.REFERENCE_NAME.empty_frame(),
        pairs=evidence.select("reference_l", "reference_r", rules=pl.lit("renamed")),
        evidence=frames.PAIR_EVIDENCE.conform(evidence),
        cannot_links=frames.CANNOT_LINK.empty_frame(),
        judged_pairs=pl.DataFrame(given, schema=frames.JUDGED_PAIR.polars_schema(), orient="row"),
        members=frames.CLUSTER_MEMBER.conform(pl.DataFrame({"reference": references, "entity_id": "E"})),
        draws=pl.DataFrame({"reference": ["account:qq:b", "account:qq:d"]}),
    )


def _planned(*judged):
    case = _case(judged)
    machine, scored = machine_clusters(case, LinkSettings())
    plan, pairs = audit_plan(case, machine, scored)
    return case, machine, plan, pairs


def test_inside_and_likeliest_outside_are_listed():
    """Who checks b decides on a, with whom it is joined, and on c, the likeliest outside; d has nothing to decide."""
    _, _, plan, pairs = _planned()
    assert pairs.select("left_reference", "right_reference", "why").rows() == [
        ("account:qq:a", "account:qq:b", "inside"),
        ("account:qq:b", "account:qq:c", "outside"),
    ]
    assert plan["pair_count"].to_list() == [2, 0]
    assert plan["is_checked"].to_list() == [False, True]


def test_decisions_check_a_draw_and_make_its_truth():
    """With both pairs decided the person behind b is told: c, and not a."""
    case, _, plan, pairs = _planned(("a", "b", "negative"), ("b", "c", "positive"))
    assert sorted(pairs["verdict"].to_list()) == ["negative", "positive"]
    assert plan["is_checked"].to_list() == [True, True]
    true = true_clusters(plan, case.judged_pairs)
    assert true.rows() == [(1, "account:qq:b"), (1, "account:qq:c"), (2, "account:qq:d")]


def test_decisions_do_not_change_what_is_measured():
    """The machine's clusters are those without decisions, else every decision would praise itself."""
    _, undecided, _, _ = _planned()
    _, decided, _, _ = _planned(("a", "b", "negative"), ("b", "c", "positive"))
    assert decided.equals(undecided)


@pytest.mark.parametrize("other", ["a", "c"])
def test_an_unsure_pair_leaves_the_draw_open(other):
    """Whoever could not decide has not checked."""
    left, right = sorted(("b", other))
    _, _, plan, _ = _planned((left, right, "unsure"))
    assert plan["decided_count"].to_list() == [0, 0]


def test_a_decision_by_way_of_another_counts():
    """If b and c are one and c is not a, then b is not a."""
    _, _, _, pairs = _planned(("b", "c", "positive"), ("a", "c", "negative"))
    assert pairs["verdict"].to_list() == ["negative", "positive"]


def test_the_rest_of_an_entity_comes_with_its_first():
    """Who draws c and finds that b is the same person has to say of a, whom the machine joins with b, too."""
    case = replace(_case([("b", "c", "positive")]), draws=pl.DataFrame({"reference": ["account:qq:c"]}))
    machine, scored = machine_clusters(case, LinkSettings())
    plan, pairs = audit_plan(case, machine, scored)
    assert pairs.filter(pl.col("verdict").is_null()).select("left_reference", "right_reference").rows() == [
        ("account:qq:a", "account:qq:c")
    ]
    assert plan["is_checked"].to_list() == [False]


def test_draws_behind_an_open_one_do_not_count_yet():
    """Account d has nothing to decide, but b before it is open: an easy draw must not speak for all."""
    case, _, plan, _ = _planned()
    assert true_clusters(plan, case.judged_pairs).is_empty()
