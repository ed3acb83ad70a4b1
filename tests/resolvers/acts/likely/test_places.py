"""Where a message stands in its thread."""

import polars as pl

from resolvers.acts.likely.places import in_order, places

_TALK = pl.DataFrame(
    {
        "message_id": ["m2", "m1", "m3", "n1"],
        "thread_id": ["t", "t", "t", "u"],
        "turn": [1, 0, 2, 0],
        "sender": ["a", "a", "b", "c"],
        "text": ["second", "first", "third", "alone"],
    }
)
_NOBODY = pl.DataFrame(schema={"message_id": pl.String})


def test_talk_is_laid_in_the_order_of_its_threads():
    """Messages follow their threads and turns."""
    assert in_order(_TALK)["text"].to_list() == ["first", "second", "third", "alone"]


def test_neighbours_are_of_the_same_thread():
    """The last message of a thread has none after it, though another thread follows."""
    found = places(in_order(_TALK), _NOBODY)
    assert found["own_after"].to_list() == [1, 0, 0, 0]
    assert found["first"].to_list() == [1, 0, 0, 1]
    assert found["last"].to_list() == [0, 0, 1, 1]
    assert found["talk_of_two"].to_list() == [1, 1, 1, 0]


def test_messages_that_address_somebody_are_marked():
    """Addressing somebody by name is a feature of the message."""
    named = pl.DataFrame({"message_id": ["m3", "m3"]})
    assert places(in_order(_TALK), named)["addressed"].to_list() == [0, 0, 1, 0]
