"""From evidence to decision: thresholds, standing, constraints, judgements."""

import polars as pl
import pytest

from resolvers.contract import PRESETS, LinkSettings
from resolvers.scorers.scoring import scored_pairs
from warehouse.schema.frames import CANDIDATE_PAIR, CANNOT_LINK, JUDGED_PAIR, PAIR_EVIDENCE

_PAIR = ("account:a", "account:b")


def _scored(*evidence, constrained=False, judgement=None, settings=None):
    pairs = pl.DataFrame([(*_PAIR, "test")], schema=CANDIDATE_PAIR.polars_schema(), orient="row")
    rows = [
        (*_PAIR, family, comparison, level, None, None, weight, "s", "s", "e", str(number))
        for number, (family, comparison, level, weight) in enumerate(evidence)
    ]
    cannot = [(*_PAIR, "talk_to_each_other", 3, None, None)] if constrained else []
    judged = [(*_PAIR, judgement, "a", "b", None)] if judgement else []
    return scored_pairs(
        pairs,
        pl.DataFrame(rows, schema=PAIR_EVIDENCE.polars_schema(), orient="row"),
        pl.DataFrame(cannot, schema=CANNOT_LINK.polars_schema(), orient="row"),
        pl.DataFrame(judged, schema=JUDGED_PAIR.polars_schema(), orient="row"),
        settings or LinkSettings(),
    ).row(0, named=True)


_STATEMENT = ("communication", "statement_same_person", "self_said", 16.0)
_NAME = ("other", "name_equal", "elsewhere", 7.0)


def test_no_evidence_scores_the_prior():
    """A candidate pair without reasons is as unlikely as any."""
    row = _scored()
    assert row["match_weight"] == LinkSettings().prior_weight
    assert row["decision"] == "apart"


def test_evidence_adds_up_and_more_never_lowers():
    """A further reason raises weight and probability."""
    one, two = _scored(_STATEMENT), _scored(_STATEMENT, _NAME)
    assert two["match_weight"] > one["match_weight"]
    assert two["match_probability"] >= one["match_probability"]
    assert (one["family_count"], two["family_count"]) == (1, 2)


def test_repetition_of_one_comparison_is_capped():
    """Ten rows of one kind weigh hardly more than one."""
    many = _scored(*[_NAME] * 10)
    assert many["match_weight"] <= LinkSettings().prior_weight + 7.0 + 3.0


@pytest.mark.parametrize("preset", sorted(PRESETS))
def test_likeness_without_standing_never_joins(preset):
    """Names, reused handles and registration data together are at most a lead, under every preset."""
    row = _scored(
        ("other", "name_equal", "elsewhere", 9.0),
        ("other", "pinyin_equal", "transcribed", 9.0),
        ("account", "same_handle_other_log", "other_log", 9.0),
        ("medium", "shared_selector", "registration", 9.0),
        settings=PRESETS[preset],
    )
    assert row["decision"] == "lead"


def test_cannot_link_turns_a_join_into_a_lead():
    """A contradiction goes to review instead of being decided."""
    assert _scored(_STATEMENT)["decision"] == "join"
    assert _scored(_STATEMENT, constrained=True)["decision"] == "lead"


@pytest.mark.parametrize(("judgement", "decision"), [("positive", "join"), ("negative", "apart"), ("unsure", "lead")])
def test_judgement_outranks_the_score(judgement, decision):
    """What a person decided is decided, with or against the evidence."""
    for evidence in ((), (_STATEMENT,)):
        row = _scored(*evidence, judgement=judgement, constrained=True)
        assert (row["decision"], row["decided_by"]) == (decision, "judgement")


def test_probability_follows_the_weight_and_is_never_certain():
    """Weight 0 is even odds; no sum of reasons is certainty."""
    even = _scored(("communication", "statement_same_person", "self_said", -LinkSettings().prior_weight))
    assert even["match_probability"] == pytest.approx(0.5)
    assert _scored(*[("communication", f"c{number}", "x", 30.0) for number in range(5)])["match_probability"] <= 0.999


def test_unknown_scorer_is_refused():
    """A scorer that does not exist is an error, not a default."""
    with pytest.raises(KeyError):
        _scored(settings=LinkSettings(scorer="nonsense"))
