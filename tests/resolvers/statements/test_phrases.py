"""Every phrase pattern reads its own examples and leaves its counter-examples alone."""

import polars as pl
import pytest

from resolvers.mentions.find import mentions
from resolvers.statements.phrasebook import Example, Language, Pattern, languages
from resolvers.statements.read import statements
from warehouse.schema.frames import REFERENCE, REFERENCE_NAME, UTTERANCE

_YES = [
    pytest.param(language, pattern, example, id=f"{pattern.name}-{number}")
    for language in languages()
    for pattern in language.patterns
    for number, example in enumerate(pattern.yes)
]
_NO = [
    pytest.param(language, pattern, text, id=f"{pattern.name}-{number}")
    for language in languages()
    for pattern in language.patterns
    for number, text in enumerate(pattern.no)
]
_ASKED = [
    pytest.param(language, question, example.text, id=f"{question.name}-{number}")
    for language in languages()
    for question in language.questions
    for number, example in enumerate(question.yes)
]
_NOT_ASKED = [
    pytest.param(language, question, text, id=f"{question.name}-{number}")
    for language in languages()
    for question in language.questions
    for number, text in enumerate(question.no)
]


def _read(language: Language, texts: list[str]) -> pl.DataFrame:
    """Statements of a small talk of two, in a case that knows the language's example names."""
    utterances = UTTERANCE.conform(
        pl.DataFrame(
            {
                "message_id": [f"m{turn}" for turn in range(len(texts))],
                "thread_id": "wechat:1",
                "turn": range(len(texts)),
                "sender": [f"account:wechat:s{turn % 2}" for turn in range(len(texts))],
                "kind": "text",
                "text": texts,
                "exhibit_id": "e",
                "locator": [f"line:{turn + 1}" for turn in range(len(texts))],
            }
        )
    )
    bearers = [f"account:wechat:w{number}" for number in range(len(language.known))]
    names = REFERENCE_NAME.conform(
        pl.DataFrame(
            {"reference": bearers, "name": list(language.known), "kind": "account_nickname", "observation_count": 1}
        )
    )
    references = REFERENCE.conform(
        pl.DataFrame({"reference": bearers, "kind": "account", "is_owner": False, "message_count": 1})
    )
    return statements(utterances, references, names, mentions(utterances, names))


@pytest.mark.parametrize(("language", "pattern", "example"), _YES)
def test_pattern_reads_its_example(language: Language, pattern: Pattern, example: Example):
    """A pattern reads subject, object, denial and doubt as its example says."""
    found = _read(language, [example.text]).filter(pl.col("pattern") == pattern.name)
    assert found.select("subject_name", "object_name", "is_negated", "is_doubtful").rows() == [
        (example.subject, example.object, example.is_negated, example.is_doubtful)
    ]


@pytest.mark.parametrize(("language", "pattern", "text"), _NO)
def test_pattern_leaves_counter_example_alone(language: Language, pattern: Pattern, text: str):
    """A pattern makes nothing of a sentence that only looks alike."""
    found = _read(language, [text]).filter(pl.col("pattern") == pattern.name)
    assert found.rows() == []


@pytest.mark.parametrize(("language", "question", "text"), _ASKED)
def test_question_and_answer_make_a_statement(language: Language, question: Pattern, text: str):
    """A name that answers a question makes the statement the question asks for."""
    answer = language.known[1] if language.known[1] not in text else language.known[2]
    found = _read(language, [text, answer]).filter(pl.col("pattern") == question.name)
    assert found.select("kind", "object_name", "message_id").rows() == [(question.kind, answer, "m1")]


@pytest.mark.parametrize(("language", "question", "text"), _NOT_ASKED)
def test_other_questions_make_no_statement(language: Language, question: Pattern, text: str):
    """A sentence that only looks like the question asks nothing."""
    found = _read(language, [text, language.known[1]]).filter(pl.col("pattern") == question.name)
    assert found.rows() == []
