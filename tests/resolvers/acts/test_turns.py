"""Who is asked and assents obeys."""

import polars as pl

from resolvers.acts.read import acts
from warehouse.schema.frames import MENTION, UTTERANCE


def _obeyed(*messages: tuple[str, str]) -> list[tuple[str, str]]:
    utterances = UTTERANCE.conform(
        pl.DataFrame(
            {
                "message_id": [f"m{n:02}" for n in range(len(messages))],
                "thread_id": ["t"] * len(messages),
                "turn": list(range(len(messages))),
                "sender": [sender for sender, _ in messages],
                "kind": ["text"] * len(messages),
                "text": [text for _, text in messages],
                "exhibit_id": ["e"] * len(messages),
                "locator": [f"line:{n + 1}" for n in range(len(messages))],
            }
        )
    )
    found = acts(utterances, MENTION.empty_frame()).filter(pl.col("kind") == "obeyed")
    return sorted(found.select("actor", "target").iter_rows())


def test_assent_to_a_request_obeys():
    """An assent right after another's request is obedience to who asked."""
    assert _obeyed(("a", "fix the server please"), ("b", "will do")) == [("a", "b")]


def test_assents_of_several_to_a_room_all_count():
    """When one asks a room, everybody who assents obeys."""
    found = _obeyed(("a", "please send your numbers"), ("b", "ok"), ("c", "got it"))
    assert found == [("a", "b"), ("a", "c")]


def test_own_assent_obeys_nobody():
    """Who assents after his own request obeys nobody."""
    assert _obeyed(("a", "fix the server please"), ("a", "ok")) == []


def test_assent_without_a_request_obeys_nobody():
    """An assent to a mere remark is no obedience."""
    assert _obeyed(("a", "nice weather"), ("b", "ok")) == []


def test_late_assent_obeys_nobody():
    """After many other messages an assent belongs to something else."""
    chatter = [("c", "nice weather")] * 9
    assert _obeyed(("a", "fix the server please"), *chatter, ("b", "ok")) == []


def _targets(kind: str, *messages: tuple[str, str]) -> list[str | None]:
    utterances = UTTERANCE.conform(
        pl.DataFrame(
            {
                "message_id": [f"m{n:02}" for n in range(len(messages))],
                "thread_id": ["t"] * len(messages),
                "turn": list(range(len(messages))),
                "sender": [sender for sender, _ in messages],
                "kind": ["text"] * len(messages),
                "text": [text for _, text in messages],
                "exhibit_id": ["e"] * len(messages),
                "locator": [f"line:{n + 1}" for n in range(len(messages))],
            }
        )
    )
    found = acts(utterances, MENTION.empty_frame()).filter(pl.col("kind") == kind)
    return found.sort("message_id")["target"].to_list()


def test_everyday_words_in_a_room_are_for_who_wrote_just_before():
    """A request without a name in a room is meant for who wrote just before."""
    assert _targets("request", ("a", "nice"), ("b", "the money is here"), ("c", "please send it")) == ["b"]


def test_an_order_in_a_room_stays_for_all():
    """An order without a name in a room has no single target."""
    assert _targets("order", ("a", "nice"), ("b", "hm"), ("c", "everyone must be online now")) == [None]
