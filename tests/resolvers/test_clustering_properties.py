"""Properties of clustering with bridges cut: order, locality, and what constraints and people may rely on."""

from itertools import combinations

import networkx as nx
import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from resolvers.bridges import clusters_without_bridges
from warehouse.schema.frames import (
    CANNOT_LINK,
    JUDGED_PAIR,
    PAIR_EVIDENCE,
    REFERENCE,
    REFERENCE_NAME,
    SCORED_PAIR,
)

_ACCOUNTS = [f"account:qq:{letter}" for letter in "abcdefghi"]
_PAIRS = list(combinations(_ACCOUNTS, 2))
_LABELS = ("hammer", "crab", "nail")

_weights = st.dictionaries(st.sampled_from(_PAIRS), st.integers(1, 20).map(float), max_size=14)
_reasons = st.dictionaries(st.sampled_from(_PAIRS), st.sampled_from(["rename", "name_equal"]), max_size=14)
_apart = st.sets(st.sampled_from(_PAIRS), max_size=5)
_judgements = st.dictionaries(st.sampled_from(_PAIRS), st.sampled_from(["positive", "negative", "unsure"]), max_size=5)
_labels = st.dictionaries(st.sampled_from(_ACCOUNTS), st.sets(st.sampled_from(_LABELS), max_size=2), max_size=9)


def _frames(weights, reasons, apart, judged, labels):
    """The frames of a case: a pair of 7 bits or more joins, a lighter one is a lead."""
    references = REFERENCE.conform(
        pl.DataFrame(
            {"reference": _ACCOUNTS, "account_id": [name.removeprefix("account:") for name in _ACCOUNTS]}
        ).with_columns(kind=pl.lit("account"), is_owner=pl.lit(value=False), message_count=pl.lit(1))
    )
    # As scoring does: every judged pair is scored, a positive one joins and a negative one never.
    rows = []
    for pair in sorted({*weights, *judged}):
        weight, judgement = weights.get(pair, 0.0), judged.get(pair)
        joins = judgement == "positive" or (judgement is None and weight >= 7 and pair not in apart)
        rows.append((*pair, weight, 0.9, 1, "x", "join" if joins else "apart" if judgement == "negative" else "lead"))
    evidence = [
        (*pair, "other", reason, "x", None, None, 5.0, "x", "x", None, None)
        for pair, reason in sorted(reasons.items())
        if pair in weights
    ]
    named = [
        (reference, name, "account_nickname", 1)
        for reference, found in sorted(labels.items())
        for name in sorted(found)
    ]
    names = pl.DataFrame(named, schema=["reference", "name", "kind", "observation_count"], orient="row")
    schema = {"reference": pl.String, "name": pl.String, "kind": pl.String, "observation_count": pl.Int64}
    return (
        references,
        pl.DataFrame(rows, schema=SCORED_PAIR.polars_schema(), orient="row"),
        pl.DataFrame(
            [(*pair, "talk_to_each_other", 3, None, None) for pair in sorted(apart)],
            schema=CANNOT_LINK.polars_schema(),
            orient="row",
        ),
        pl.DataFrame(
            [(*pair, judgement, "a", "b", None) for pair, judgement in sorted(judged.items())],
            schema=JUDGED_PAIR.polars_schema(),
            orient="row",
        ),
        pl.DataFrame(evidence, schema=PAIR_EVIDENCE.polars_schema(), orient="row"),
        REFERENCE_NAME.conform(names.cast(schema)),
    )


def _clusters(frames):
    return dict(clusters_without_bridges(*frames).select("reference", "cluster").iter_rows())


@given(_weights, _reasons, _apart, _judgements, _labels, st.randoms(use_true_random=False))
def test_order_of_rows_does_not_matter(weights, reasons, apart, judged, labels, random):
    """Shuffled frames give the same clusters and probabilities, also where bridges are cut."""
    frames = _frames(weights, reasons, apart, judged, labels)
    shuffled = [frame.sample(fraction=1, shuffle=True, seed=random.randint(0, 99)) for frame in frames]
    assert clusters_without_bridges(*frames).equals(clusters_without_bridges(*shuffled))


@given(_weights, _reasons, _apart, _judgements, _labels, st.sampled_from(_PAIRS), st.integers(0, 20).map(float))
def test_a_changed_score_changes_its_own_component_alone(weights, reasons, apart, judged, labels, pair, weight):
    """Another score of one pair leaves every cluster as it was that no chain of pairs connects with it."""
    changed = {**weights, pair: weight}
    before = _clusters(_frames(weights, reasons, apart, judged, labels))
    after = _clusters(_frames(changed, reasons, apart, judged, labels))
    graph = nx.Graph([*changed, *judged])
    near = nx.node_connected_component(graph, pair[0])
    far = [reference for reference in _ACCOUNTS if reference not in near]
    assert {reference: before[reference] for reference in far} == {reference: after[reference] for reference in far}


@given(_weights, _reasons, _apart, _judgements, _labels)
def test_constraints_hold_unless_people_say_otherwise(weights, reasons, apart, judged, labels):
    """A negative decision always parts; a cannot-link parts wherever positive decisions alone do not bring together."""
    found = _clusters(_frames(weights, reasons, apart, judged, labels))
    decided = nx.Graph([pair for pair, judgement in judged.items() if judgement == "positive"])
    decided.add_nodes_from(_ACCOUNTS)
    for pair, judgement in judged.items():
        assert judgement != "negative" or found[pair[0]] != found[pair[1]]
    for left, right in apart:
        assert found[left] != found[right] or nx.has_path(decided, left, right)


@given(_weights, _reasons, _apart, _judgements, _labels)
def test_a_positive_decision_is_kept_or_contradicted_by_a_negative_one(weights, reasons, apart, judged, labels):
    """Two that a person called the same are together, unless decisions contradict each other around them."""
    found = _clusters(_frames(weights, reasons, apart, judged, labels))
    same = nx.Graph([pair for pair, judgement in judged.items() if judgement == "positive"])
    for left, right in same.edges:
        if found[left] == found[right]:
            continue
        circle = nx.node_connected_component(same, left)
        assert any(set(pair) <= circle for pair, judgement in judged.items() if judgement == "negative")


@given(_weights, _reasons, _apart, _labels)
def test_leads_alone_join_nothing(weights, reasons, apart, labels):
    """However many weak pairs connect two, no chain of them makes one entity."""
    weak = {pair: min(weight, 6.9) for pair, weight in weights.items()}
    found = _clusters(_frames(weak, reasons, apart, {}, labels))
    assert all(found[reference] == reference for reference in _ACCOUNTS)
