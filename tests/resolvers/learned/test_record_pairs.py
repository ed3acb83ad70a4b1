"""Learning from labelled pairs of a table of persons."""

import numpy as np
import polars as pl
import pytest

from resolvers.evaluation import pairwise
from resolvers.learned.fitting import LearnedWeights, NotLearned, learn
from resolvers.learned.questions import pairs_to_ask
from resolvers.learned.record_pairs import learned_pair_weights, record_labels, record_questions, with_learned
from resolvers.records.clusters import ClusteringRules
from resolvers.records.resolve import resolve_records
from tests.resolvers.records.people import people


@pytest.fixture(scope="module")
def table():
    return people(300, seed=8)


@pytest.fixture(scope="module")
def resolved(table):
    return resolve_records(table.drop("person"), "record")


def _labels(table, pairs):
    person = dict(table.select("record", "person").iter_rows())
    same = [person[left] == person[right] for left, right in pairs.select("id_l", "id_r").iter_rows()]
    return pairs.select("id_l", "id_r", is_match=pl.Series(same, dtype=pl.Boolean))


def test_reasons_of_labelled_pairs_add_up_to_their_weight(table, resolved):
    """Prior and reasons of a labelled pair are its weight without labels, and unit scales change no weight."""
    questions = record_questions(resolved)
    known = record_labels(resolved, _labels(table, pairs_to_ask(questions, questions.head(0), 60)))
    weights = dict(zip(zip(questions["id_l"], questions["id_r"], strict=True), questions["match_weight"], strict=True))
    ids = resolved.ids
    expected = [weights[ids[int(left)], ids[int(right)]] for left, right in zip(known.left, known.right, strict=True)]
    assert known.pairs.prior + known.pairs.bits.sum(axis=1) == pytest.approx(np.array(expected), abs=1e-3)
    unit = LearnedWeights(0.0, {}, 1.0, 0)
    assert learned_pair_weights(resolved, unit) == pytest.approx(resolved.pair_weights, abs=1e-3)


def test_every_pair_is_weighed_as_the_model_weighs_labelled_ones(table, resolved):
    """Scoring all pairs by codes gives what the model gives for the labelled ones."""
    questions = record_questions(resolved)
    known = record_labels(resolved, _labels(table, pairs_to_ask(questions, questions.head(0), 80)))
    learned = learn(known.pairs)
    place = {pair: at for at, pair in enumerate(zip(resolved.candidates.left, resolved.candidates.right, strict=True))}
    at = [place[pair] for pair in zip(known.left, known.right, strict=True)]
    modelled = learned.match_weight(known.pairs.features, known.pairs.bits, known.pairs.prior)
    assert learned_pair_weights(resolved, learned)[at] == pytest.approx(modelled, abs=1e-2)


def test_labels_make_the_clusters_no_worse(table, resolved):
    """Eighty answers leave the clusters at least as good."""
    truth = table.select(reference="record", cluster="person")

    def f1(result):
        return pairwise(pl.DataFrame({"reference": result.ids, "cluster": result.clusters}), truth).f1

    questions = record_questions(resolved)
    known = record_labels(resolved, _labels(table, pairs_to_ask(questions, questions.head(0), 80)))
    taught = with_learned(resolved, learn(known.pairs), ClusteringRules())
    assert f1(taught) >= f1(resolved) - 0.01


def test_label_of_an_unknown_record_is_refused(resolved):
    """A label that names no record of the table is a mistake, not a label to pass over."""
    labels = pl.DataFrame({"id_l": ["r00001"], "id_r": ["nobody"], "is_match": [True]})
    with pytest.raises(NotLearned, match="nobody"):
        record_labels(resolved, labels)


def test_later_label_counts(table, resolved):
    """A pair that was labelled twice counts as last labelled."""
    labels = pl.DataFrame({"id_l": ["r00001"] * 2, "id_r": ["r00002"] * 2, "is_match": [True, False]})
    assert record_labels(resolved, labels).pairs.is_match.tolist() == [False]
