"""Repeats, forwards and senders: what is known of a message's words beside who sent it."""

from datetime import datetime, timedelta

import polars as pl
import pytest

from resolvers.duplicates.copies import message_copies
from resolvers.duplicates.senders import message_senders
from resolvers.duplicates.traits import message_traits
from warehouse.schema.frames import MESSAGE_COPY

START = datetime(2026, 3, 1, 9)
SCRIPT = "My uncle works with the data and never loses, follow me for one week."


def line(minute, who, words, **more):
    return (START + timedelta(minutes=minute), who, words, more)


@pytest.fixture
def traits_of(places_of, seen_of):
    """(position, trait, position of the source, label) of one exhibit's messages."""

    def of(*parts):
        seen = seen_of(*(places_of(lines, n, thread_id=f"whatsapp:{n}") for n, lines in enumerate(parts, start=1)))
        traits = message_traits(seen, MESSAGE_COPY.empty_frame())
        places = seen.select("message_id", place=pl.format("{}.{}", "exhibit_order", "position"))
        found = traits.join(places, on="message_id").join(
            places.rename({"message_id": "of_message_id", "place": "source"}), on="of_message_id", how="left"
        )
        return found.select("place", "trait", "source", "label").sort("place", "trait").rows()

    return of


def test_an_own_script_sent_again_is_a_repeat(traits_of):
    """A long text of one account within a day, in any talk; a short one, or a week later, is none."""
    first = [line(0, "ann", SCRIPT), line(1, "ann", "good night"), line(2, "ann", "good night")]
    second = [line(30, "ann", SCRIPT + " "), line(8 * 24 * 60, "ann", SCRIPT)]
    assert traits_of(first, second) == [("2.0", "repeat", "1.0", None)]


def test_a_whole_message_of_somebody_else_is_passed_on(traits_of):
    """Long words that another account wrote before are his; the same words at one moment are one message seen twice."""
    passed = [line(0, "ann", SCRIPT)], [line(90, "bob", SCRIPT)]
    assert traits_of(*passed) == [("2.0", "forwarded", "1.0", None)]
    assert traits_of([line(0, "ann", SCRIPT)], [line(1, "bob", SCRIPT)]) == []
    assert traits_of([line(0, "ann", "good morning everybody")], [line(90, "bob", "good morning everybody")]) == []


def test_what_the_file_calls_forwarded_is(traits_of):
    """The app's own mark counts without a source, and finds one where the case has it."""
    told = line(60, "bob", "send it to hammer", forwarded_from="Crab")
    assert traits_of([told]) == [("1.0", "forwarded", None, "Crab")]
    assert traits_of([line(0, "ann", "send it to hammer"), told]) == [("1.1", "forwarded", "1.0", "Crab")]


def test_a_copy_tells_who_me_is(talk, places_of, seen_of):
    """Where one phone only says "me", the other end's name for him fills the sender in; nothing is overruled."""
    lines = talk(30)
    seen = seen_of(
        places_of(lines, 1, names={"ann": None}),
        places_of(talk(400, seed=9), 1, thread_id="whatsapp:other"),
        places_of(lines, 2, names={"ann": "whatsapp:Annie~2"}, is_label=True),
        places_of(lines, 3, names={"ann": "whatsapp:+999", "bob": "whatsapp:somebody"}, thread_id="whatsapp:c"),
    )
    copies = message_copies(seen)
    senders = message_senders(seen, copies, message_traits(seen, copies))
    own = {f"m001-whatsapp:talk~1-{n:05}" for n, (_, who, _) in enumerate(lines) if who == "ann"}
    assert set(senders["message_id"]) == own
    assert set(senders["sender_account_id"]) == {"whatsapp:+999"}


def test_an_echo_is_nobodys(places_of, seen_of):
    """Its sender becomes null, with the reason."""
    lines = [line(0, "ann", SCRIPT), line(0.01, "bob", SCRIPT)]
    seen = seen_of(places_of(lines, 1, platform="jabber"))
    copies = message_copies(seen)
    senders = message_senders(seen, copies, message_traits(seen, copies))
    assert senders.select("sender_account_id", "reason").rows() == [(None, "echo")]
