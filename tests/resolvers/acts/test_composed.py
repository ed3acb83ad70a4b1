"""Mood and topic together make acts; each grammar reads its examples and leaves its counter-examples alone."""

import polars as pl
import pytest

from resolvers.acts.composed import EVERYDAY, composed_cues, grammars
from resolvers.acts.read import cues_in

_EXAMPLES = [
    pytest.param(text, kinds, id=f"{grammar.language}-{n}")
    for grammar in grammars()
    for n, (text, kinds) in enumerate(grammar.examples)
]
_COUNTERS = [
    pytest.param(text, kinds, id=f"{grammar.language}-{n}")
    for grammar in grammars()
    for n, (text, kinds) in enumerate(grammar.counters)
]


def _kinds(text: str) -> set[str]:
    return set(composed_cues(pl.DataFrame({"text": [text], "said": [text]}))["kind"])


@pytest.mark.parametrize(("text", "kinds"), _EXAMPLES)
def test_example_is_read(text: str, kinds: tuple[str, ...]):
    """A sentence given as example is read as the kinds it is an example of."""
    assert set(kinds) <= _kinds(text)


@pytest.mark.parametrize(("text", "kinds"), _COUNTERS)
def test_counter_example_is_left_alone(text: str, kinds: tuple[str, ...]):
    """A sentence that only shares words with a kind is not read as it."""
    assert not set(kinds) & _kinds(text)


@pytest.mark.parametrize(
    ("asked", "done"),
    [
        ("fix the server please", "I fixed the server"),
        ("почини сервер", "починил сервер"),
        ("把服务器处理一下，今天换好", "服务器换好了"),
        ("sửa máy chủ ngay đi", "em đã sửa máy chủ"),
    ],
)
def test_asking_is_a_task_and_doing_is_work(asked: str, done: str):
    """One and the same topic is a task where it is asked for and work where it is told as done."""
    assert "task_servers" in _kinds(asked)
    assert "work_servers" not in _kinds(asked)
    assert "work_servers" in _kinds(done)
    assert "task_servers" not in _kinds(done)


def test_every_language_has_the_same_moods_of_command():
    """Each grammar knows asking, doing, assenting, asking how far and calling somebody boss."""
    needed = {"request", "does", "comply", "ask_state", "boss_call"}
    assert all(needed <= set(grammar.moods) for grammar in grammars() if grammar.language != "any")


def test_sentence_without_mood_is_no_act():
    """A bare topic is no act of anybody."""
    assert _kinds("server") == set()


def test_order_of_texts_does_not_matter():
    """What is found in a text does not depend on the texts beside it."""
    texts = pl.DataFrame({"text": ["ok, will do", "fix the server please", "收到", "починил сервер"]})
    ahead = set(composed_cues(texts.with_columns(said="text")).iter_rows())
    behind = set(composed_cues(texts.reverse().with_columns(said="text")).iter_rows())
    assert ahead == behind
    assert {kind for _, kind, _ in ahead} & EVERYDAY


def test_lines_of_another_conversation_are_not_ones_own_words():
    """A pasted log line or quote makes no act of who shows it."""
    pasted = ["[22:59:45] <oak> [22:43:57] <elm> fix the server please", "> fix the server please", "12:01 <oak> ok"]
    assert cues_in(pl.Series("text", pasted)).is_empty()
    both = cues_in(pl.Series("text", ["> fix the server please\nok, will do"]))
    assert both["kind"].to_list() == ["comply"]


def test_polite_opening_is_no_condition():
    """'If you can, send it' asks; 'if it breaks, send it back' supposes."""
    asked = cues_in(pl.Series("text", ["если можно - найди копию", "if possible, fix the server"]))
    assert len(set(asked.filter(pl.col("kind") == "request")["text"])) == 2
    assert cues_in(pl.Series("text", ["если сломается, почини сервер"])).is_empty()
