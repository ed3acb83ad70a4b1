"""Invariants of the clustering, as stated at the head of resolvers/clustering.py."""

from itertools import combinations, pairwise

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolvers.clustering import clusters
from warehouse.schema.frames import CANNOT_LINK, JUDGED_PAIR, REFERENCE, SCORED_PAIR

_NAMES = [f"account:{letter}" for letter in "abcdefgh"]
_PAIRS = list(combinations(_NAMES, 2))


def _references(rows):
    return REFERENCE.conform(
        pl.DataFrame(
            [
                {"kind": "account", "is_owner": False, "message_count": 1, "account_id": None, "thread_id": None, **row}
                for row in rows
            ],
            schema_overrides={"account_id": pl.String, "thread_id": pl.String},
        )
    )


def _scored(weights):
    rows = [(left, right, weight, 0.9, 1, "fixed_weights", "join") for (left, right), weight in sorted(weights.items())]
    return pl.DataFrame(rows, schema=SCORED_PAIR.polars_schema(), orient="row")


def _cannot(pairs, reason="talk_to_each_other"):
    rows = [(left, right, reason, 3, None, None) for left, right in sorted(pairs)]
    return pl.DataFrame(rows, schema=CANNOT_LINK.polars_schema(), orient="row")


def _judged(judgements):
    rows = [(left, right, judgement, "a", "b", None) for (left, right), judgement in sorted(judgements.items())]
    return pl.DataFrame(rows, schema=JUDGED_PAIR.polars_schema(), orient="row")


def _found(weights, cannot=(), judged=None, references=None):
    references = references if references is not None else _references([{"reference": name} for name in _NAMES])
    found = clusters(references, _scored(weights), _cannot(cannot), _judged(judged or {}))
    return dict(found.select("reference", "cluster").iter_rows())


_weights = st.dictionaries(st.sampled_from(_PAIRS), st.integers(7, 20).map(float))
_some_pairs = st.sets(st.sampled_from(_PAIRS), max_size=6)
_judgements = st.dictionaries(st.sampled_from(_PAIRS), st.sampled_from(["positive", "negative", "unsure"]), max_size=6)


@given(_weights, _some_pairs, _judgements)
def test_every_reference_is_in_one_cluster_named_by_its_smallest(weights, cannot, judged):
    """The clusters are a partition of all references."""
    found = _found(weights, cannot, judged)
    assert sorted(found) == _NAMES
    for cluster in set(found.values()):
        assert cluster == min(reference for reference, other in found.items() if other == cluster)


@given(_weights, _some_pairs, _judgements)
def test_negative_judgements_always_split(weights, cannot, judged):
    """No cluster holds a pair that a person called different."""
    found = _found(weights, cannot, judged)
    for (left, right), judgement in judged.items():
        if judgement == "negative":
            assert found[left] != found[right]


@given(_weights, _some_pairs)
def test_cannot_links_are_respected_without_judgements(weights, cannot):
    """No cluster holds a cannot-link pair."""
    found = _found(weights, cannot)
    assert all(found[left] != found[right] for left, right in cannot)


@given(_weights, _some_pairs, _judgements, st.randoms(use_true_random=False))
def test_row_order_does_not_matter(weights, cannot, judged, random):
    """Shuffled frames give the same clusters and probabilities."""
    frames = [
        _references([{"reference": name} for name in _NAMES]),
        _scored(weights),
        _cannot(cannot),
        _judged(judged),
    ]
    shuffled = [frame.sample(fraction=1, shuffle=True, seed=random.randint(0, 99)) for frame in frames]
    assert clusters(*frames).equals(clusters(*shuffled))


@given(_weights)
def test_unconstrained_joins_are_transitive(weights):
    """Without constraints every joined pair is in one cluster."""
    found = _found(weights)
    assert all(found[left] == found[right] for left, right in weights)


def test_heavier_evidence_wins_where_both_cannot_hold():
    """Of two joins that a cannot-link sets against each other the heavier is made."""
    found = _found({("account:a", "account:b"): 12.0, ("account:b", "account:c"): 9.0}, {("account:a", "account:c")})
    assert found["account:a"] == found["account:b"] != found["account:c"]


def test_positive_judgement_passes_a_cannot_link():
    """A person who knows that a shill talks to himself is believed."""
    pair = ("account:a", "account:b")
    found = _found({}, {pair}, {pair: "positive"})
    assert found["account:a"] == found["account:b"]


def test_judgement_on_vanished_references_is_left_out():
    """A decision on a reference that the case has no more does no harm."""
    assert len(set(_found({}, judged={("account:a", "account:zz"): "positive"}).values())) == len(_NAMES)


def test_probability_is_the_weakest_link_to_the_core():
    """A chain is as sure as its weakest link; alone is certain."""
    scored = _scored({("account:a", "account:b"): 12.0, ("account:b", "account:c"): 9.0}).with_columns(
        match_probability=pl.Series([0.99, 0.8])
    )
    references = _references([{"reference": name} for name in _NAMES[:4]])
    found = clusters(references, scored, _cannot(()), _judged({}))
    assert found["probability"].to_list() == [0.99, 0.99, 0.8, 1.0]


def _logs(*logs):
    """References of handles in logs: `a1` is handle a in log 1."""
    return _references(
        [
            {"reference": f"account:{name}", "account_id": f"irc:{name[0]}", "thread_id": f"irc:{name[1]}"}
            for name in logs
        ]
    )


def _handles(weights, *logs):
    named = {(f"account:{left}", f"account:{right}"): weight for (left, right), weight in weights.items()}
    found = _found(named, references=_logs(*logs))
    return {reference.removeprefix("account:"): cluster for reference, cluster in found.items()}


def test_reused_handle_with_two_partners_chains_no_logs():
    """If B was A in one log and C in another, B's logs stay apart, also the log in which B was alone."""
    found = _handles(
        {("a1", "b1"): 30.0, ("b2", "c2"): 30.0, ("b1", "b2"): 12.0, ("b2", "b3"): 12.0, ("b1", "b3"): 12.0},
        "a1",
        "b1",
        "b2",
        "c2",
        "b3",
    )
    assert found["a1"] == found["b1"]
    assert found["b2"] == found["c2"]
    assert len(set(found.values())) == 3


def test_handle_of_one_partner_joins_logs():
    """If B is alone or with A wherever it stands, its logs may be joined."""
    found = _handles({("a1", "b1"): 30.0, ("b1", "b2"): 12.0}, "a1", "b1", "b2")
    assert len(set(found.values())) == 1


@given(
    st.sets(st.sampled_from([f"{handle}{log}" for handle in "abcd" for log in "123"]), min_size=2),
    st.data(),
)
def test_no_chain_runs_from_log_to_log(names, data):
    """Whatever is renamed and reused, one log of each cluster holds all of its handles."""
    logs = sorted(names)
    inside = [(left, right) for left, right in combinations(logs, 2) if left[1] == right[1]]
    across = [(left, right) for left, right in combinations(logs, 2) if left[0] == right[0]]
    renamed = data.draw(st.sets(st.sampled_from(inside))) if inside else set()
    reused = data.draw(st.sets(st.sampled_from(across))) if across else set()
    found = _handles({**dict.fromkeys(renamed, 30.0), **dict.fromkeys(reused, 12.0)}, *logs)
    assert all(found[left] == found[right] for left, right in renamed)
    for cluster in set(found.values()):
        members = [name for name in logs if found[name] == cluster]
        handles = {name[0] for name in members}
        assert any({name[0] for name in members if name[1] == log} == handles for log in "123")


@pytest.mark.parametrize("count", [2000])
def test_long_chain_is_no_problem(count):
    """A chain of thousands of references neither recurses nor slows down."""
    names = [f"account:{number:05}" for number in range(count)]
    references = _references([{"reference": name} for name in names])
    scored = _scored(dict.fromkeys(pairwise(names), 10.0))
    assert clusters(references, scored, _cannot(()), _judged({}))["cluster"].n_unique() == 1
