"""Whom somebody's ways are compared with: others of his platform, or of his kind where few are on it."""

import numpy as np
import polars as pl

from resolvers.behaviour.likeness import LEAST_BACKGROUND, likeness_scores, profiles_of

_COUNT = LEAST_BACKGROUND + 40


def _profiles(platforms):
    names = [f"account:{number}" for number in range(len(platforms))]
    rows = pl.DataFrame({"reference": names, "kind": "account", "count": 50})
    vectors = np.random.default_rng(3).normal(size=(len(names), 8)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return names, profiles_of(rows, vectors, pl.DataFrame({"reference": names, "platform": platforms}))


def test_the_only_one_of_a_platform_stands_beside_his_whole_kind():
    """One line account among many of telegram is compared with all of them, without a warning."""
    names, profiles = _profiles(["telegram"] * _COUNT + ["line"])
    pairs = pl.DataFrame({"reference_l": names[:3], "reference_r": names[-1:] * 3})
    scores = likeness_scores(profiles, pairs)
    assert scores.height == 3
    assert scores["score"].is_finite().all()
    assert np.isfinite(profiles.usual).all()
