"""What people tell of who answers to whom."""

import polars as pl
import pytest

from resolvers.told.cues import (
    question_of_another_examples,
    relay_examples,
    superior_question,
    superior_question_examples,
    tellings,
)
from resolvers.told.superiors import told_superiors
from tests.resolvers.spoken_cases import spoken_case

_NAMES = {
    "speaker": "zzspeaker", "other": "zzother", "hammer_zh": "锤子", "bun_zh": "馒头", "hammer_en": "hammer",
    "mango_en": "mango", "hammer_ru": "Кентавр", "crab_ru": "Викинг", "hammer_vi": "Búa", "crab_vi": "Cua",
}  # fmt: skip


def _told(*words: str) -> set[tuple[str, str, str]]:
    talk = [("t", "speaker" if turn % 2 == 0 else "other", text) for turn, text in enumerate(words)]
    found = told_superiors(spoken_case(talk, _NAMES))
    return set(found.select("superior_id", "subordinate_id", "way").iter_rows())


def _asks(text: str) -> bool:
    return bool(pl.Series([text.lower()]).str.contains(superior_question())[0])


@pytest.mark.parametrize("text", [text for telling in tellings() for text in telling.yes])
def test_example_tells_a_superior(text: str):
    """A sentence given as example of telling who answers to whom is read so."""
    assert _told(text, "…")


@pytest.mark.parametrize("text", [text for telling in tellings() for text in telling.no])
def test_counter_example_tells_none(text: str):
    """A sentence that only shares words with such a telling is left alone."""
    assert not {way for _, _, way in _told(text, "…")} & {"own", "heard", "assigned"}


@pytest.mark.parametrize("text", relay_examples(holds=True))
def test_passing_on_an_order_places_who_gave_it_above(text: str):
    """Whose order somebody passes on stands above him."""
    assert "relayed" in {way for _, _, way in _told(text)}


@pytest.mark.parametrize("text", relay_examples(holds=False))
def test_other_news_of_somebody_is_no_order(text: str):
    """What somebody merely said or did is no order passed on."""
    assert not _told(text)


@pytest.mark.parametrize("text", superior_question_examples(holds=True))
def test_superior_question_is_heard(text: str):
    """A question whom somebody answers to is known for one."""
    assert _asks(text)


@pytest.mark.parametrize("text", superior_question_examples(holds=False))
def test_other_question_is_not(text: str):
    """Other questions are not."""
    assert not _asks(text)


@pytest.mark.parametrize("text", question_of_another_examples(holds=True))
def test_answer_to_a_question_of_another_is_about_him(text: str):
    """Who is named in answer to 'whose man is hammer?' leads hammer, and not the one who answers."""
    ways = {(superior, way) for superior, _, way in _told(text, "mango")}
    assert ways == {("E-mango_en", "heard")}


@pytest.mark.parametrize("text", question_of_another_examples(holds=False))
def test_name_after_another_question_of_somebody_tells_nothing(text: str):
    """'who is hammer?', 'mango': nobody leads anybody."""
    assert not _told(text, "mango")


def test_direction_of_each_telling():
    """Who leads whom depends on who speaks of whom to whom."""
    assert _told("锤子归我管") == {("E-speaker", "E-hammer_zh", "own")}
    assert _told("我跟锤子的") == {("E-hammer_zh", "E-speaker", "own")}
    assert _told("mango, hammer is on your team") == {("E-mango_en", "E-hammer_en", "assigned")}
    assert _told("hammer is your boss", "ok") == {("E-hammer_en", "E-other", "assigned")}
    assert _told("hammer is on your team", "ok") == {("E-other", "E-hammer_en", "assigned")}
    assert _told("hammer works for mango") == {("E-mango_en", "E-hammer_en", "heard")}


def test_bare_name_answers_the_question():
    """A name alone in answer to 'who leads you?' says it."""
    assert _told("你跟谁的", "锤子") == {("E-hammer_zh", "E-other", "answered")}


def test_answer_about_another_is_no_word_of_oneself():
    """'归锤子管' after 'whose man is 馒头?' places 馒头, where it else places the speaker."""
    assert _told("…", "归锤子管") == {("E-hammer_zh", "E-other", "own")}
    assert _told("馒头归谁管", "归锤子管") == {("E-hammer_zh", "E-bun_zh", "heard")}
