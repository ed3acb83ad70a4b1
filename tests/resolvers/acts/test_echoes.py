"""What servers and clients deliver again is said once, by who said it first."""

from datetime import UTC, datetime

import polars as pl

from resolvers.acts.echoes import own_words
from warehouse.schema.frames import UTTERANCE

_LONG = "crypt the second build by noon"


def _kept(*messages: tuple[str, str]) -> list[str]:
    talk = UTTERANCE.conform(
        pl.DataFrame(
            {
                "message_id": [f"m{n:02}" for n in range(len(messages))],
                "thread_id": ["t"] * len(messages),
                "turn": list(range(len(messages))),
                "sender": [sender for sender, _ in messages],
                "sent_at": [datetime(2024, 5, 6, 7, n, tzinfo=UTC) for n in range(len(messages))],
                "kind": ["text"] * len(messages),
                "text": [text for _, text in messages],
                "exhibit_id": ["e"] * len(messages),
                "locator": [f"line:{n + 1}" for n in range(len(messages))],
            }
        )
    )
    return own_words(talk)["message_id"].to_list()


def test_words_sent_back_are_not_the_words_of_who_sends_them_back():
    """Of the same long words from both sides only the first stay."""
    assert _kept(("a", _LONG), ("b", "ok"), ("b", _LONG)) == ["m00", "m01"]


def test_words_delivered_again_are_said_once():
    """Of the same long words of one sender on one day only the first stay."""
    assert _kept(("a", _LONG), ("b", "hm"), ("a", _LONG)) == ["m00", "m01"]


def test_short_words_are_said_by_both_sides():
    """Greetings and assents stay, whoever said them before."""
    assert _kept(("a", "ok, done"), ("b", "ok, done"), ("a", "ok, done")) == ["m00", "m01", "m02"]


def test_in_rooms_people_repeat_each_other_on_purpose():
    """Where three write, everything stays."""
    assert _kept(("a", _LONG), ("b", _LONG), ("c", _LONG), ("a", _LONG)) == ["m00", "m01", "m02", "m03"]
