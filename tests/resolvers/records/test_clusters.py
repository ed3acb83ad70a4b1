"""Scored pairs become clusters."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from resolvers.records.clusters import ClusteringRules, Decisions, record_clusters

_PAIRS = st.dictionaries(
    st.tuples(st.integers(0, 11), st.integers(0, 11)).filter(lambda pair: pair[0] < pair[1]),
    st.floats(-12, 12, width=32),
    max_size=40,
)


def _clusters(pairs, rules=None, count=12):
    left = np.array([pair[0] for pair in pairs], dtype=np.int32)
    right = np.array([pair[1] for pair in pairs], dtype=np.int32)
    weights = np.array(list(pairs.values()), dtype=np.float32)
    return record_clusters(left, right, weights, count, rules or ClusteringRules())


@given(_PAIRS, st.randoms())
def test_order_of_pairs_changes_nothing(pairs, rng):
    """The same pairs in another order give the same clusters."""
    turned = list(pairs.items())
    rng.shuffle(turned)
    assert (_clusters(pairs) == _clusters(dict(turned))).all()


@given(_PAIRS)
def test_a_cluster_is_named_by_its_first_record(pairs):
    """Each cluster's number is the smallest place in it, and its own."""
    found = _clusters(pairs)
    assert (found <= np.arange(12)).all()
    assert (found[found] == found).all()


@given(_PAIRS)
def test_what_lies_apart_does_not_meddle(pairs):
    """Pairs among other records change no cluster here: a change stays local."""
    inner = {pair: weight for pair, weight in pairs.items() if pair[1] < 6}
    outer = {pair: weight for pair, weight in pairs.items() if pair[0] >= 6}
    assert (_clusters(inner)[:6] == _clusters(inner | outer)[:6]).all()


def test_a_weak_chain_does_not_hold():
    """Two groups that speak against each other are not joined by one good pair between them."""
    groups = ((0, 1, 2, 3), (4, 5, 6, 7))
    pairs = {(a, b): 9.0 for group in groups for a in group for b in group if a < b}
    pairs |= {(a, b): -6.0 for a in groups[0] for b in groups[1]}
    pairs[3, 4] = 5.0
    found = _clusters(pairs, count=8)
    assert found.tolist() == [0, 0, 0, 0, 4, 4, 4, 4]


def test_members_that_say_little_are_kept():
    """A record with one sure pair joins a group although the group's other records say little about it."""
    pairs = {(a, b): 9.0 for a in range(3) for b in range(a + 1, 3)} | {(2, 3): 10.0, (1, 3): -2.0, (0, 3): -2.0}
    assert _clusters(pairs, count=4).tolist() == [0, 0, 0, 0]


_DECIDED = st.lists(
    st.tuples(st.integers(0, 11), st.integers(0, 11), st.booleans()).filter(lambda one: one[0] < one[1]), max_size=8
)


def _decisions(decided):
    same = np.array([one[:2] for one in decided if one[2]], dtype=np.int64).reshape(-1, 2)
    different = np.array([one[:2] for one in decided if not one[2]], dtype=np.int64).reshape(-1, 2)
    return Decisions(same[:, 0], same[:, 1], different[:, 0], different[:, 1])


@given(_PAIRS, _DECIDED, st.randoms())
def test_decisions_stand_whatever_the_weights_say(pairs, decided, rng):
    """What is the same is together, what differs is apart unless other decisions make it one, in any order of pairs."""
    turned = list(pairs.items())
    rng.shuffle(turned)
    made = _decisions(decided)
    found = [
        record_clusters(
            np.array([pair[0] for pair, _ in some], dtype=np.int32),
            np.array([pair[1] for pair, _ in some], dtype=np.int32),
            np.array([weight for _, weight in some], dtype=np.float32),
            12,
            ClusteringRules(),
            made,
        )
        for some in (list(pairs.items()), turned)
    ]
    assert (found[0] == found[1]).all()
    clusters = found[0]
    assert (clusters[made.same_left] == clusters[made.same_right]).all()
    contradicted = np.zeros(len(made.different_left), dtype=bool)
    contradicted[made.contradicting(12)] = True
    assert ((clusters[made.different_left] == clusters[made.different_right]) == contradicted).all()


def test_a_decision_that_two_differ_parts_their_cluster():
    """Three records that hang together are parted where a person says that two of them differ."""
    pairs = {(0, 1): 9.0, (0, 2): 8.0, (1, 2): 5.0}
    left, right = (np.array([pair[side] for pair in pairs], dtype=np.int32) for side in (0, 1))
    weights = np.array(list(pairs.values()), dtype=np.float32)
    decided = Decisions(different_left=np.array([1]), different_right=np.array([2]))
    assert record_clusters(left, right, weights, 3, ClusteringRules(), decided).tolist() == [0, 0, 2]
