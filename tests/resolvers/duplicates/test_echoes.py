"""A server's echo is told from people who say the same: by words, time, and what the log does."""

from datetime import datetime, timedelta

import polars as pl
import pytest

from resolvers.duplicates.echoes import echoes

START = datetime(2026, 3, 1, 9)
QUESTION = "who runs the build server after friday, do you know?"
JABBER = {"platform": "jabber", "thread_id": "jabber:a@x.example,b@x.example"}


def line(second, who, words):
    return (START + timedelta(seconds=second), who, words)


@pytest.fixture
def echoed(places_of, seen_of):
    """Positions of the lines that are taken for echoes."""

    def of(lines, **shown):
        seen = seen_of(places_of(lines, 1, **(JABBER | shown)))
        found = echoes(seen).join(seen.select("row", "position"), on="row")
        return found.select("position", "of_row", "logged_under").rows()

    return of


def bounced(count, delay=0.2, start=0.0):
    """Undelivered sentences, each back under the other name after `delay` seconds."""
    lines = []
    for number in range(count):
        words = f"undelivered sentence number {number} of the evening"
        lines += [line(start + 100 * number, "ann", words), line(start + 100 * number + delay, "bob", words)]
    return lines


def test_a_sentence_back_within_a_second_is_an_echo(echoed):
    """Nobody copies and pastes that fast; the message that was said stays its sender's."""
    lines = [line(0, "ann", QUESTION), line(0.4, "bob", QUESTION), line(30, "bob", "no idea")]
    assert echoed(lines) == [(1, 0, "whatsapp:bob")]


def test_a_question_pasted_back_is_no_echo(echoed):
    """Half a minute later he pastes the question and answers it."""
    assert echoed([line(0, "ann", QUESTION), line(25, "bob", QUESTION), line(31, "bob", "no idea")]) == []


@pytest.mark.parametrize("words", ["ok", "привет", "hi there", "好的好的"])
def test_greeting_back_is_no_echo(echoed, words):
    """Short words come back at once because people say them, also in a log that echoes."""
    assert echoed([line(0, "ann", words), line(1, "bob", words)]) == []
    greeting = [line(5000, "ann", words), line(5000.5, "bob", words)]
    assert len(echoed(bounced(8) + greeting)) == 8


def test_a_log_that_echoes_by_habit_echoes_shorter_and_slower(echoed):
    """Fifteen letters at once, or a sentence after eight seconds, count only where the log shows what it does."""
    short = [line(5000, "ann", "the server is down"), line(5000.3, "bob", "the server is down")]
    slow = [line(6000, "ann", QUESTION), line(6008, "bob", QUESTION)]
    assert echoed(short + slow) == []
    assert len(echoed(bounced(6) + short + slow)) == 8


def test_people_who_paste_back_are_no_habit_of_the_log(echoed):
    """Where as many sentences come back after 20 seconds as at once, only those at once are echoes."""
    pasted = bounced(5, delay=20, start=10_000)
    short = [line(5000, "ann", "the server is down"), line(5000.3, "bob", "the server is down")]
    assert len(echoed(bounced(6) + pasted + short)) == 6


def test_what_is_sent_again_after_an_echo_is_no_echo(echoed):
    """He sends again what came back: the same side's words are his."""
    lines = [
        line(0, "ann", QUESTION),
        line(0.2, "bob", QUESTION),
        line(1.5, "ann", QUESTION),
        line(1.7, "bob", QUESTION),
    ]
    assert [position for position, *_ in echoed(lines)] == [1, 3]


@pytest.mark.parametrize("shown", [{"platform": "irc"}, {"thread_kind": "group"}, {"kind": "media"}])
def test_only_talks_of_two_on_jabber_have_echoes(echoed, shown):
    """Where the format does not name both ends, nothing is taken from anybody."""
    assert echoed([line(0, "ann", QUESTION), line(0.4, "bob", QUESTION)], **shown) == []


def test_rows_may_come_in_any_order(places_of, seen_of):
    """Echoes depend on time and order in the log, not on the order of rows."""
    rows = places_of(bounced(9), 1, **JABBER)
    assert echoes(seen_of(rows.sample(fraction=1, shuffle=True, seed=3))).equals(echoes(seen_of(rows)))
    assert echoes(seen_of(rows)).height == 9
    assert echoes(seen_of(rows.clear())).columns == ["row", "of_row", "logged_under"]
    assert isinstance(rows, pl.DataFrame)
