"""Measures of clusters against a truth."""

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from resolvers.evaluation import b_cubed, pairs_quality, pairwise, wilson_lower


def _partition(text):
    """`aab`: references 0 and 1 in cluster a, 2 in b."""
    return pl.DataFrame({"reference": [str(number) for number in range(len(text))], "cluster": list(text)})


def test_perfect_clusters_score_one():
    """The truth against itself is perfect in every way of counting."""
    truth = _partition("aabbc")
    assert pairwise(truth, truth).f1 == b_cubed(truth, truth).f1 == 1.0


def test_known_small_example():
    """Four found pairs of which two are true, out of three true ones."""
    quality = pairwise(_partition("aaab"), _partition("xxyy"))
    assert quality.precision == 1 / 3
    assert quality.recall == 1 / 2


def test_merging_all_has_full_recall_and_low_precision():
    """One big cluster finds everything and claims too much."""
    for measure in (pairwise, b_cubed):
        quality = measure(_partition("aaaa"), _partition("wxyz"))
        assert quality.recall == 1.0
        assert quality.precision < 0.5


@given(st.text("abc", min_size=1, max_size=12), st.randoms(use_true_random=False))
def test_measures_lie_between_zero_and_one_and_swap(text, random):
    """Precision of one way round is recall of the other, and the bound lies below the precision."""
    other = "".join(random.choice("abc") for _ in text)
    for measure in (pairwise, b_cubed):
        there, back = measure(_partition(text), _partition(other)), measure(_partition(other), _partition(text))
        assert abs(there.precision - back.recall) < 1e-12
        assert 0 <= there.precision_lower <= there.precision <= 1


def test_wilson_bound_rises_with_more_trials():
    """The same share is surer from more trials."""
    assert wilson_lower(9, 10) < wilson_lower(90, 100) < 0.9
    assert wilson_lower(0, 0) == 0.0


def test_pairs_quality_counts_listed_pairs():
    """A list of pairs is judged as a list, not as a partition."""
    found = pl.DataFrame({"reference_l": ["a", "b"], "reference_r": ["b", "c"]})
    truth = pl.DataFrame({"reference_l": ["a"], "reference_r": ["b"]})
    assert (pairs_quality(found, truth).precision, pairs_quality(found, truth).recall) == (0.5, 1.0)
