"""Estimates from checked draws: exact when all is checked, right on average, and their intervals hold the truth."""

import random

import polars as pl
import pytest

from resolvers.audit_estimates import audit_measures, draw_terms, ratio, wilson
from resolvers.evaluation import b_cubed, pairwise
from warehouse.schema.frames import AUDIT_PLAN


def _population(seed):
    """300 references of about 120 people, and clusters that split some of them and mix others."""
    chance = random.Random(seed)  # noqa: S311 - a made-up population
    people = [f"p{chance.randrange(120)}" for _ in range(300)]
    clusters = [person if chance.random() < 0.8 else f"p{chance.randrange(120)}" for person in people]
    clusters = [f"{cluster}-{chance.randrange(2)}" if chance.random() < 0.2 else cluster for cluster in clusters]
    names = [f"r{number:03}" for number in range(300)]
    found = pl.DataFrame({"reference": names, "cluster": clusters})
    return found, pl.DataFrame({"reference": names, "cluster": people})


def _checked(truth, drawn):
    """AUDIT_PLAN of the drawn references, all checked, and the people behind them."""
    draws = pl.DataFrame({"position": range(1, len(drawn) + 1), "reference": drawn})
    plan = draws.with_columns(pair_count=pl.lit(1), decided_count=pl.lit(1), is_checked=pl.lit(value=True))
    true = draws.join(truth, on="reference").select("position", "cluster").join(truth, on="cluster")
    return AUDIT_PLAN.conform(plan), true.select("position", "reference")


def _estimates(found, truth, drawn):
    plan, true = _checked(truth, drawn)
    measured = audit_measures(found, plan, true, {})
    return {row["measure"]: row for row in measured.iter_rows(named=True)}


def _exact(found, truth):
    pairs, references = pairwise(found, truth), b_cubed(found, truth)
    sets = [
        {frozenset(part) for part in frame.group_by("cluster").agg("reference")["reference"].to_list()}
        for frame in (found, truth)
    ]
    exact = len(sets[0] & sets[1])
    return {
        "audit_pairwise_precision": pairs.precision,
        "audit_pairwise_recall": pairs.recall,
        "audit_b_cubed_precision": references.precision,
        "audit_b_cubed_recall": references.recall,
        "audit_cluster_precision": exact / len(sets[0]),
        "audit_cluster_recall": exact / len(sets[1]),
    }


def test_with_all_references_checked_the_estimates_are_exact():
    """Every measure is the one counted on the whole truth, and leaves no doubt."""
    found, truth = _population(1)
    estimates = _estimates(found, truth, truth["reference"].to_list())
    for name, value in _exact(found, truth).items():
        assert estimates[name]["value"] == pytest.approx(value)
        assert estimates[name]["lower"] == estimates[name]["upper"] == estimates[name]["value"]


def test_forty_draws_are_right_on_average_and_within_their_interval():
    """Over many samples the mean is near the truth, and nine in ten intervals hold it (95 % are promised)."""
    found, truth = _population(2)
    exact = _exact(found, truth)
    chance, samples = random.Random(3), 150  # noqa: S311 - samples
    sums, held = dict.fromkeys(exact, 0.0), dict.fromkeys(exact, 0)
    for _ in range(samples):
        estimates = _estimates(found, truth, chance.sample(truth["reference"].to_list(), 40))
        for name, value in exact.items():
            sums[name] += estimates[name]["value"]
            held[name] += estimates[name]["lower"] <= value <= estimates[name]["upper"]
    for name, value in exact.items():
        assert sums[name] / samples == pytest.approx(value, abs=0.03)
        assert held[name] / samples >= 0.9


def test_all_right_still_leaves_doubt():
    """Forty perfect draws of many thousand do not prove perfection."""
    share, lower, upper = ratio(pl.Series([1.0] * 40), pl.Series([1.0] * 40), 100_000)
    assert share == 1.0
    assert upper == pytest.approx(1.0)
    assert 0.85 < lower < 0.95


def test_nothing_checked_says_nothing_but_that():
    """Without checked draws only their number is told."""
    found, truth = _population(4)
    plan, true = _checked(truth, truth["reference"].to_list()[:3])
    waiting = plan.with_columns(is_checked=pl.lit(value=False))
    measured = audit_measures(found, waiting, true.clear(), {})
    assert measured.select("measure", "value", "sample_size").rows() == [("audit_checked", 0.0, 3)]


def test_a_script_with_enough_draws_is_told_alone():
    """Five checked draws of one script give it a line of its own, four do not."""
    found, truth = _population(5)
    drawn = truth["reference"].to_list()[:9]
    plan, true = _checked(truth, drawn)
    scripts = {reference: "han" if number < 5 else "latin" for number, reference in enumerate(drawn)}
    measures = audit_measures(found, plan, true, scripts)["measure"].to_list()
    assert "audit_b_cubed_recall_han" in measures
    assert "audit_b_cubed_recall_latin" not in measures


def test_terms_do_not_depend_on_order():
    """Shuffled rows give the same terms."""
    found, truth = _population(6)
    _, true = _checked(truth, truth["reference"].to_list()[:40])
    shuffled = draw_terms(found.sample(fraction=1, shuffle=True, seed=1), true.sample(fraction=1, shuffle=True, seed=2))
    assert draw_terms(found, true).equals(shuffled)


def test_wilson_of_nothing_is_everything():
    """Without trials any share is possible."""
    assert wilson(0.0, 0) == (0.0, 1.0)
