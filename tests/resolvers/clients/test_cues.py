"""Every subject's cues read their own examples and leave their counter-examples alone."""

import re

import polars as pl
import pytest

from resolvers.clients.cues import SubjectCues, expressions, subject_cues, subjects, written

_YES = [
    pytest.param(item, text, id=f"{item.language}-{item.name}-{n}")
    for item in subject_cues()
    for n, text in enumerate(item.yes)
]
_NO = [
    pytest.param(item, text, id=f"{item.language}-{item.name}-{n}")
    for item in subject_cues()
    for n, text in enumerate(item.no)
]


def _is_on(item: SubjectCues, text: str) -> bool:
    return any(pl.Series([text]).str.contains(f"(?i){cue}").item() for cue in item.cues)


@pytest.mark.parametrize(("item", "text"), _YES)
def test_cue_reads_its_example(item: SubjectCues, text: str) -> None:
    """A sentence given as example is on its subject."""
    assert _is_on(item, text)


@pytest.mark.parametrize(("item", "text"), _NO)
def test_cue_leaves_counter_example_alone(item: SubjectCues, text: str) -> None:
    """A sentence that only shares words with a subject is not on it."""
    assert not _is_on(item, text)


def test_every_cue_has_an_example() -> None:
    """No cue stands without a sentence that it reads."""
    idle = [
        cue for item in subject_cues() for cue in item.cues if not pl.Series(item.yes).str.contains(f"(?i){cue}").any()
    ]
    assert idle == []


def test_every_language_has_every_subject() -> None:
    """A subject that subjects.toml declares has cues in all four languages, and none has others."""
    for language in ("en", "ru", "vi", "zh"):
        assert {item.name for item in subject_cues() if item.language == language} == set(subjects())


def test_a_subject_has_a_side_and_says_something() -> None:
    """Subjects are a client's, a caller's or of work, and weigh more than nothing."""
    assert {side for side, _ in subjects().values()} == {"client", "caller", "work"}
    assert all(bits > 0 for _, bits in subjects().values())


def test_expressions_hold_all_cues() -> None:
    """The expressions that texts are read by are made of the cues of all languages."""
    joined = "".join(expression for of_script in expressions().values() for expression in of_script.values())
    assert all(cue in joined for item in subject_cues() for cue in item.cues)
    assert re.search("[\u4e00-\u9fff]", written())
