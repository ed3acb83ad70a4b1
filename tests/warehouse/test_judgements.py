"""Decisions in the warehouse: which one holds, when it ends, who contradicts whom, and how far analysts agree."""

from datetime import UTC, datetime, timedelta

import pytest

from warehouse.intake import end_judgements, take_in_journal
from warehouse.journal import Journal
from warehouse.journal_entries import EntryStamp, JudgementGiven
from warehouse.publish import publish_snapshot
from warehouse.snapshot import asking

START = 1_700_000_000


@pytest.fixture
def published(warehouse, tmp_path, run_record):
    """Takes decisions in and asks the snapshot published of them: (by, left, right, word, more) each, in order."""

    def publish(decisions, query, *, now=None):
        journal = Journal(tmp_path / "journal")
        for number, (judged_by, left, right, word, *more) in enumerate(decisions):
            stamp = EntryStamp((START + number) * 1_000_000_000, "test")
            given = JudgementGiven(None, left, right, word, "why", judged_by, stamp.at, **(more[0] if more else {}))
            journal.append_judgement(stamp, given)
        take_in_journal(warehouse, journal)
        end_judgements(warehouse, now or datetime(2023, 12, 1))
        file = publish_snapshot(warehouse, tmp_path / "published", run_record)
        with asking(file) as snapshot:
            return snapshot.rows(query)

    return publish


A, B, C = (f"account:irc:{letter}" for letter in "abc")
IN_FORCE = "select judged_by, judgement, status from judgement where is_in_force order by judged_at"


def test_later_decision_on_a_pair_holds_whichever_side_is_named_first(published):
    """A pair has no direction: what is decided on B and A supersedes what was decided on A and B."""
    rows = published([("Li", A, B, "positive"), ("Wang", B, A, "negative")], IN_FORCE)
    assert [(row["judged_by"], row["judgement"]) for row in rows] == [("Wang", "negative")]


def test_decisions_on_other_subjects_stand_side_by_side(published):
    """A pair, a name, a role and a superior of the same reference are four questions; an edge has a direction."""
    decisions = [
        ("Li", A, B, "positive"),
        ("Li", A, "name:Hammer", "positive", {"kind": "alias"}),
        ("Li", A, "role:boss", "negative", {"kind": "role"}),
        ("Li", A, B, "positive", {"kind": "reports_to"}),
        ("Li", B, A, "negative", {"kind": "reports_to"}),
        ("Wang", A, "name:hammer", "negative", {"kind": "alias"}),
    ]
    rows = published(decisions, IN_FORCE)
    assert len(rows) == 5
    assert sum(row["judged_by"] == "Wang" for row in rows) == 1


def test_ended_decision_opens_the_question_again(published):
    """After its end a decision holds no more, what it superseded stays superseded, and both stay to be read."""
    ends = datetime.fromtimestamp(START, tz=UTC) + timedelta(days=2)
    rows = published(
        [("Li", A, B, "positive"), ("Li", A, B, "negative", {"expires_at": ends})],
        "select judgement, status, is_in_force from judgement order by judged_at",
    )
    assert [(row["status"], row["is_in_force"]) for row in rows] == [("superseded", False), ("ended", False)]


def test_decision_holds_until_its_end(published):
    """Before its end a decision with an end holds like any other."""
    ends = datetime.fromtimestamp(START, tz=UTC) + timedelta(days=2)
    now = datetime.fromtimestamp(START, tz=UTC).replace(tzinfo=None)
    rows = published([("Li", A, B, "negative", {"expires_at": ends})], IN_FORCE, now=now)
    assert [row["judgement"] for row in rows] == ["negative"]


def test_withdrawn_decision_leaves_the_question_open(published):
    """Taking a decision back leaves nothing in force, and the history whole."""
    rows = published([("Li", A, B, "positive"), ("Li", B, A, "withdrawn")], "select * from judgement where is_in_force")
    assert rows == []


def test_contradiction_of_two_analysts_is_shown(published):
    """Two latest decisions that contradict each other are a conflict; a change of one's own mind is none."""
    decisions = [
        ("Li", A, B, "positive"),
        ("Wang", B, A, "negative"),
        ("Li", A, C, "positive"),
        ("Li", A, C, "negative"),
        ("Wang", A, C, "negative"),
    ]
    rows = published(decisions, "from judgement_conflict")
    assert [(row["judged_by"], row["judgement"]) for row in rows] == [("Li", "positive")]
    assert (rows[0]["other_judged_by"], rows[0]["other_judgement"]) == ("Wang", "negative")
    assert rows[0]["judgement_id_in_force"] == rows[0]["other_judgement_id"]


def test_agreement_is_cohens_kappa(published):
    """Of four pairs both decided, three alike: .75 agreed, and kappa as Cohen defines it."""
    pairs = [(A, B), (A, C), (B, C), (A, "account:irc:d")]
    words = [("positive", "positive"), ("positive", "negative"), ("negative", "negative"), ("negative", "negative")]
    decisions = [("Li", *pair, one) for pair, (one, _) in zip(pairs, words, strict=True)]
    decisions += [("Wang", *pair, other) for pair, (_, other) in zip(pairs, words, strict=True)]
    (row,) = published(decisions, "from judge_agreement")
    chance = 0.5 * 0.25 + 0.5 * 0.75
    assert (row["item_count"], row["agreement_share"]) == (4, 0.75)
    assert row["kappa"] == pytest.approx((0.75 - chance) / (1 - chance))


def test_agreement_stands_in_quality(published):
    """The share and the kappa of all analysts are figures of quality."""
    decisions = [
        ("Li", A, B, "positive"),
        ("Wang", A, B, "positive"),
        ("Li", A, C, "negative"),
        ("Wang", A, C, "negative"),
    ]
    rows = published(decisions, "select measure, value, sample_size from quality where measure like 'judges%'")
    assert {row["measure"]: (row["value"], row["sample_size"]) for row in rows} == {
        "judges_agreement_share": (1.0, 2),
        "judges_kappa": (1.0, 2),
    }
