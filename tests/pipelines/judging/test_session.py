"""The review as a state: one key one decision, nothing preselected, back takes back, what is settled is passed over."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.judging.cards import Question, Settled
from pipelines.judging.session import DECIDING, Action, Review, action_of
from warehouse.journal_entries import JudgementGiven


def _question(left, right):
    """A question on two references, each of the entity of its first letter."""
    return Question("c", f"L-{left}{right}", left, right, f"E-{left[0]}", f"E-{right[0]}", "decide", {})


def _judged(left, right, word="positive"):
    return JudgementGiven("c", left, right, word, "why", "Li", datetime(2026, 1, 1, tzinfo=UTC))


def _review(asked):
    recorded = []

    def record(question, word, reason):
        recorded.append((question.link_id, word, reason))
        return _judged(question.left, question.right, word)

    return Review(asked, record), recorded


@pytest.mark.parametrize(
    ("key", "meant"),
    [
        ("s", (Action.SAME, False)),
        ("S", (Action.SAME, True)),
        ("ｄ", (Action.DIFFERENT, False)),
        ("3", (Action.UNSURE, False)),
        (" ", (Action.SKIP, False)),
        ("　", (Action.SKIP, False)),
        ("", (Action.QUIT, False)),
        ("\x1b[A", (Action.NOTHING, False)),
        ("\r", (Action.NOTHING, False)),
        ("锤", (Action.NOTHING, False)),
    ],
)
def test_keys(key, meant):
    """Full-width keys mean the same; Enter, arrows and words of an input method mean nothing."""
    action, own = action_of(key)
    assert (action, own and action in DECIDING) == meant


def test_each_decision_is_recorded_before_the_next_is_asked():
    """A decision is written with its reason as soon as its key is pressed."""
    review, recorded = _review([_question("a", "b"), _question("c", "d")])
    review.decide(Action.DIFFERENT, "they differ")
    assert recorded == [("L-ab", "negative", "they differ")]
    assert review.current.link_id == "L-cd"
    assert (review.number, review.count) == (2, 2)


def test_back_takes_the_last_decision_back_and_asks_again():
    """Back withdraws what was decided, in the journal too; over a skipped question it only returns."""
    review, recorded = _review([_question("a", "b"), _question("c", "d")])
    assert not review.back("oops")
    review.decide(Action.SAME, "why")
    review.skip()
    assert review.back("oops")
    assert [word for _, word, _ in recorded] == ["positive"]
    assert review.back("oops")
    assert recorded[-1] == ("L-ab", "withdrawn", "oops")
    assert review.current.link_id == "L-ab"
    assert review.decided["positive"] == 0
    assert review.skipped == 0


def test_questions_that_decisions_answer_are_passed_over():
    """If a is b and b is c, nobody is asked whether a is c."""
    review, _ = _review([_question("a", "b"), _question("b", "c"), _question("a2", "c2"), _question("a3", "d")])
    review.decide(Action.SAME, "why")
    review.decide(Action.SAME, "why")
    assert review.current.link_id == "L-a3d"
    assert review.answered == 1


def test_decisions_that_wait_settle_their_questions():
    """What was decided in an earlier sitting is not asked again, what was withdrawn is."""
    asked = [_question("a", "b"), _question("c", "d")]
    settled = Settled(asked)
    settled.take(_judged("b", "a", "unsure"))
    assert [settled.is_settled(question) for question in asked] == [True, False]
    settled.take(_judged("a", "b", "withdrawn"))
    assert [settled.is_settled(question) for question in asked] == [False, False]


@given(st.lists(st.sampled_from([Action.SAME, Action.DIFFERENT, Action.UNSURE, Action.SKIP, Action.BACK]), max_size=20))
def test_what_stands_is_what_was_recorded_and_not_taken_back(actions):
    """Whatever keys are pressed, the counts are those of the decisions in force, and the end is not passed."""
    review, recorded = _review([_question(f"{left}1", f"{right}1") for left, right in ("ab", "bc", "cd", "ad", "ef")])
    for action in actions:
        if action is Action.SKIP:
            review.skip()
        elif action is Action.BACK:
            review.back("oops")
        else:
            review.decide(action, "why")
    last = {link: word for link, word, _ in recorded}
    standing = [word for word in last.values() if word != "withdrawn"]
    assert sum(review.decided.values()) == len(standing)
    for word, count in review.decided.items():
        assert standing.count(word) == count
    assert review.answered >= 0
    assert 1 <= review.number <= review.count
