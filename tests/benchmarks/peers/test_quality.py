"""What is said of a peer: counts of pairs, thresholds, and records that were lost."""

import polars as pl
import pytest

from benchmarks.peers.quality import best_threshold, cluster_quality, pair_quality, true_pair_count

_TRUTH = pl.DataFrame({"reference": ["a", "b", "c", "d"], "cluster": ["1", "1", "1", "2"]})


def _pairs(*rows):
    return pl.DataFrame(rows, schema=["id_l", "id_r", "match_weight"], orient="row")


def test_recall_at_high_precision_stops_before_the_first_wrong_pairs():
    """Of three true pairs two are looked at; the wrong one between them ends what is right in 99 of 100."""
    pairs = _pairs(("a", "b", 9.0), ("c", "d", 5.0), ("a", "c", 1.0))
    quality = pair_quality(pairs, _TRUTH)
    assert true_pair_count(_TRUTH) == 3
    assert quality.candidate_recall == pytest.approx(2 / 3)
    assert quality.recall_at_99 == pytest.approx(1 / 3)


def test_pairs_of_one_weight_are_taken_together():
    """A tie isn't broken in favour of the right pair."""
    assert pair_quality(_pairs(("a", "b", 9.0), ("c", "d", 9.0)), _TRUTH).recall_at_99 == 0.0


def test_best_threshold_leaves_wrong_pairs_out():
    """The threshold lies between the wrong pair and the right ones."""
    weight, pairwise, b_cubed = best_threshold(_pairs(("a", "b", 9.0), ("b", "c", 8.0), ("c", "d", 1.0)), _TRUTH)
    assert 1.0 < weight <= 8.0
    assert pairwise.f1 == b_cubed.f1 == 1.0


def test_lost_records_are_an_error():
    """A program that drops records isn't measured on the rest."""
    with pytest.raises(ValueError, match="3 rows"):
        cluster_quality(_TRUTH.head(3), _TRUTH)
