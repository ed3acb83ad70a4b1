"""What is counted of conversations: messages by side, in every language, and not more than is read."""

import polars as pl
import pytest

from resolvers.clients.subjects import subject_talk
from tests.resolvers.clients.two_sides import AT_WORK, LURED, case_of, spoken


def _counted(lines: list[tuple[str, str, str]], threads: list[str]) -> dict[str, dict[str, float]]:
    found = subject_talk(case_of(lines), pl.Series(threads, dtype=pl.String))
    return {str(row["entity_id"]): row for row in found.iter_rows(named=True)}


@pytest.mark.parametrize("language", sorted(LURED))
def test_client_and_caller_are_told_apart_by_their_subjects(language: str) -> None:
    """Whom somebody works on speaks of a client's subjects, the other of a caller's."""
    found = _counted(spoken("t", LURED[language]), ["t"])
    assert found["E-lamb"]["client_bits"] > found["E-lamb"]["caller_bits"] + 1
    assert found["E-wolf"]["caller_bits"] > found["E-wolf"]["client_bits"] + 1


def test_talk_at_work_is_on_work() -> None:
    """Reports, fines and advances are on work, and on hardly anything of clients."""
    found = _counted(spoken("t", AT_WORK), ["t"])
    assert found["E-lead"]["work"] == 2
    assert found["E-lead"]["client_bits"] == found["E-lead"]["caller_bits"] == 0


def test_only_the_conversations_asked_for_are_read() -> None:
    """Other conversations are not counted."""
    found = _counted([*spoken("t", LURED["en"]), *spoken("u", AT_WORK)], ["u"])
    assert set(found) == {"E-lead", "E-hand", "E-third"}


def test_of_a_long_conversation_beginning_and_end_are_read() -> None:
    """In the middle of a long conversation nothing is counted."""
    long = [("t", "lamb", f"word number {n}") for n in range(500)]
    plea = ("t", "lamb", "please help me, I borrowed it")
    assert _counted([*long[:250], plea, *long[250:]], ["t"])["E-lamb"]["client"] == 0
    assert _counted([*long, plea], ["t"])["E-lamb"]["client"] == 1
    assert _counted([plea, *long], ["t"])["E-lamb"]["client"] == 1


def test_traditional_characters_are_read() -> None:
    """Both ways of writing Chinese count the same."""
    assert _counted([("t", "lamb", "我不太懂，會不會被騙")], ["t"])["E-lamb"]["client"] == 1


def test_a_message_without_words_counts_for_nothing() -> None:
    """Signs and numbers alone are no message on anything else."""
    assert _counted([("t", "lamb", "👍"), ("t", "lamb", "500")], ["t"]) == {}
