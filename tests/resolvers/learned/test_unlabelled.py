"""Weights from the case's own pairs, without a label."""

import itertools

import numpy as np
import polars as pl
import pytest

from resolvers.contract import LinkSettings
from resolvers.learned.unlabelled import learn_unlabelled
from warehouse.schema.frames import CANDIDATE_PAIR, CANNOT_LINK, PAIR_EVIDENCE

_SETTINGS = LinkSettings()
# Level, bits, share of true pairs that say it, share of others.
_LEVELS = (
    ("statement_same_person", "self_said", 16.0, 0.5, 0.0002),
    ("name_equal", "elsewhere", 7.0, 0.6, 0.2),
    ("shared_selector", "phone", 12.0, 0.4, 0.001),
)


def _case(true=150, other=1500, seed=4):
    """Candidate pairs of a case of 400 references, and what is said of each."""
    rng = np.random.default_rng(seed)
    names = [f"account:{number:03}" for number in range(400)]
    every = list(itertools.combinations(names, 2))
    places = rng.permutation(len(every))[: true + other]
    pairs = [every[at] for at in places]
    is_true = np.arange(true + other) < true
    rows = []
    for number, (left, right) in enumerate(pairs):
        for comparison, level, bits, of_true, of_others in _LEVELS:
            if rng.random() < (of_true if is_true[number] else of_others):
                rows.append((left, right, "other", comparison, level, None, None, bits, "s", "s", "e", str(number)))
    evidence = pl.DataFrame(rows, schema=PAIR_EVIDENCE.polars_schema(), orient="row")
    candidates = pl.DataFrame([(*pair, "test") for pair in pairs], schema=CANDIDATE_PAIR.polars_schema(), orient="row")
    return evidence, candidates, is_true


def _learn(evidence, candidates, cannot=None):
    return learn_unlabelled(
        evidence, candidates, CANNOT_LINK.empty_frame() if cannot is None else cannot, 400, _SETTINGS
    )


def test_estimate_stands_still_and_finds_the_share_of_true_pairs():
    """150 of 79,800 pairs are one person, and it is found within a half without a label."""
    found = _learn(*_case()[:2])
    assert found.converged
    assert found.match_share * 79_800 == pytest.approx(150, rel=0.5)
    assert found.pair_count == 79_800


def test_what_says_more_of_true_pairs_weighs_more():
    """A statement that others hardly ever make outweighs a name that many share; each stays a reason for."""
    found = _learn(*_case()[:2])
    bits = {
        f"{comparison}.{level}": given + found.shifts[f"{comparison}.{level}"]
        for comparison, level, given, _, _ in _LEVELS
    }
    assert bits["statement_same_person.self_said"] > bits["name_equal.elsewhere"] + 2.0
    assert min(bits.values()) >= 0.0


def test_order_of_rows_changes_nothing():
    """The same pairs in another order give the same weights to the last bit."""
    evidence, candidates, _ = _case()
    again = _learn(evidence.sample(fraction=1.0, shuffle=True, seed=1), candidates.reverse())
    assert again == _learn(evidence, candidates)


def test_cost_follows_distinct_vectors():
    """What is said alike is counted once: some thousand pairs are a handful of vectors."""
    assert _learn(*_case()[:2]).vector_count <= 9


def test_known_contradictions_count_as_others():
    """A level that is said of pairs known to be two people is worth less."""
    evidence, candidates, _ = _case()
    said = evidence.filter(pl.col("comparison") == "shared_selector").select("reference_l", "reference_r")
    cannot = said.with_columns(
        reason=pl.lit("talk_to_each_other"),
        observation_count=pl.lit(1),
        exhibit_id=pl.lit(None, pl.String),
        locator=pl.lit(None, pl.String),
    )
    level = "shared_selector.phone"
    contradicted = _learn(evidence, candidates, CANNOT_LINK.conform(cannot.head(40)))
    assert contradicted.shifts[level] < _learn(evidence, candidates).shifts[level] - 1.0


def test_reasons_against_keep_their_bits():
    """Only candidates are searched for contradictions, so chance says nothing of them."""
    evidence, candidates, is_true = _case()
    against = [
        (*row[:2], "network", "talk_to_each_other", "often", None, None, -9.0, "s", "s", "e", "x")
        for row, true in zip(candidates.rows(), is_true, strict=True)
        if not true
    ][:200]
    spoken = pl.concat([evidence, pl.DataFrame(against, schema=PAIR_EVIDENCE.polars_schema(), orient="row")])
    weights = _learn(spoken, candidates).as_settings()
    assert weights["shift:talk_to_each_other.often"] == pytest.approx(0.0, abs=1.0)
