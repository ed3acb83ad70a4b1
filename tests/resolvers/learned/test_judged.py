"""From judgements and reasons to what a model learns from, and back into a scorer."""

import polars as pl
import pytest

from resolvers.contract import LinkSettings
from resolvers.learned.fitting import LearnedWeights, NotLearned
from resolvers.learned.judged import evidence_bits, free_to_join, labelled_pairs
from resolvers.scorers.fixed_weights import evidence_weight as fixed_weight
from resolvers.scorers.scaled import scaled_weight
from warehouse.schema.frames import PAIR_EVIDENCE

_ROWS = [
    ("account:a", "account:b", "communication", "statement_same_person", "self_said", 16.0),
    ("account:a", "account:b", "other", "name_equal", "elsewhere", 7.0),
    ("account:a", "account:b", "other", "name_equal", "elsewhere", 6.0),
    ("account:a", "account:c", "other", "name_equal", "elsewhere", 7.0),
    ("account:a", "account:c", "network", "talk_to_each_other", "often", -9.0),
]
_EVIDENCE = pl.DataFrame(
    [(*row[:5], None, None, row[5], "s.", "s。", "exhibit", str(number)) for number, row in enumerate(_ROWS)],
    schema=PAIR_EVIDENCE.polars_schema(),
    orient="row",
)


def _judged(*rows):
    return pl.DataFrame(rows, schema=["reference_l", "reference_r", "judgement"], orient="row")


_GROUPS = pl.DataFrame({"reference": ["account:a", "account:b"], "group": ["north", "north"]})


def test_bits_of_a_pair_are_those_that_the_fixed_weights_add_up():
    """Repetition is capped once, for both."""
    bits = evidence_bits(_EVIDENCE).group_by("reference_l", "reference_r").agg(pl.col("bits").sum())
    fixed = fixed_weight(_EVIDENCE, {})
    both = bits.join(fixed, on=["reference_l", "reference_r"])
    assert both.height == 2
    assert both["bits"].to_list() == both["evidence_weight"].to_list()


def test_unsure_pairs_and_pairs_without_reasons_teach_nothing():
    """Only decisions on pairs with reasons are learned from; who has no gang is one alone."""
    judged = _judged(
        ("account:a", "account:b", "positive"),
        ("account:a", "account:c", "negative"),
        ("account:b", "account:c", "unsure"),
        ("account:b", "account:d", "positive"),
    )
    pairs = labelled_pairs(evidence_bits(_EVIDENCE), judged, _GROUPS, prior=-7.0)
    assert pairs.is_match.tolist() == [True, False]
    assert pairs.group_l.tolist() == ["north", "north"]
    assert pairs.group_r.tolist() == ["north", "alone account:c"]
    assert pairs.bits.sum(axis=1).tolist() == [26.0, -2.0]


def test_no_decision_is_said():
    """Without decisions the message says what to do."""
    with pytest.raises(NotLearned, match="steelnail judge"):
        labelled_pairs(evidence_bits(_EVIDENCE), _judged(("account:b", "account:c", "unsure")), _GROUPS, prior=-7.0)


def test_scorer_gives_what_the_learned_weights_give():
    """The scorer over evidence and the model over features agree; without weights it is the fixed scorer."""
    learned = LearnedWeights(-1.5, {"name_equal.elsewhere": 0.25, "talk_to_each_other.often": 2.0}, 4.0, 100)
    judged = _judged(("account:a", "account:b", "positive"), ("account:a", "account:c", "negative"))
    prior = LinkSettings().prior_weight
    pairs = labelled_pairs(evidence_bits(_EVIDENCE), judged, _GROUPS, prior)
    scored = scaled_weight(_EVIDENCE, learned.as_settings())
    assert (scored["evidence_weight"] + prior).to_list() == pytest.approx(
        learned.match_weight(pairs.features, pairs.bits, pairs.prior).tolist()
    )
    assert scaled_weight(_EVIDENCE, {}).equals(fixed_weight(_EVIDENCE, {}))


def test_learned_weights_survive_as_data():
    """Weights written as JSON come back the same; a person can read them."""
    learned = LearnedWeights(-1.5, {"name_equal.elsewhere": 0.25}, 4.0, 100)
    assert LearnedWeights.from_json(learned.to_json()) == learned
    assert '"name_equal.elsewhere": 0.25' in learned.to_json()


def test_shifted_reasons_move_where_they_speak_and_nowhere_else():
    """Bits added to a level are added once to each pair that has it; the intercept to every pair with reasons."""
    shifted = scaled_weight(_EVIDENCE, {"shift:statement_same_person.self_said": -4.0, "intercept": 1.0})
    plain = fixed_weight(_EVIDENCE, {})
    assert (shifted["evidence_weight"] - plain["evidence_weight"]).to_list() == [-3.0, 1.0]
    assert shifted["has_standing"].to_list() == plain["has_standing"].to_list()


def test_pairs_are_free_to_join_with_standing_and_no_seen_contradiction():
    """Likeness of names alone is not free, nor is a pair seen to be two people; a decision is no contradiction seen."""
    pair = {"reference_l": ["account:a"], "reference_r": ["account:b"]}
    for reason, is_free in (("judgement", True), ("talk_to_each_other", False)):
        cannot = pl.DataFrame({**pair, "reason": [reason]})
        free = free_to_join(_EVIDENCE, cannot)
        assert free.rows() == ([("account:a", "account:b")] if is_free else [])
    judged = _judged(("account:a", "account:b", "positive"), ("account:a", "account:c", "negative"))
    free = free_to_join(_EVIDENCE, pl.DataFrame(schema=dict.fromkeys((*pair, "reason"), pl.String)))
    pairs = labelled_pairs(evidence_bits(_EVIDENCE), judged, _GROUPS, -7.0, free)
    assert pairs.may_join is not None
    assert pairs.may_join.tolist() == [True, False]


def test_calibration_leaves_pairs_alone_whose_reasons_nobody_decided_on():
    """What was learned of one kind of reason neither shifts nor bends pairs that have none of it."""
    weights = {"statement_same_person.self_said": 0.5, "intercept": -3.0, "bend:start": -1.0, "bend:prior": -7.0}
    learned = scaled_weight(_EVIDENCE, weights)["evidence_weight"].to_list()
    fixed = fixed_weight(_EVIDENCE, {})["evidence_weight"].to_list()
    # The first pair has the statement: 8 of 16 bits, 10 of the names, less intercept and start.
    assert learned[0] == pytest.approx(8.0 + 10.0 - 4.0)
    assert learned[1] == fixed[1]
