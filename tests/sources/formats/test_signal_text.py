"""The reader of Signal texts: bracketed ISO times, names in their chat."""

import os
from datetime import datetime
from pathlib import Path

import pytest

from sources.formats.signal_text import FORMAT
from sources.record import Head

SAMPLE = Path(__file__).parents[2] / "data" / "signal_text" / "yard.txt"


def test_sample_is_wholly_accounted_for(everything_of, exhibit_of):
    """All messages come out, also the one whose time can't be."""
    exhibit = exhibit_of(SAMPLE)
    everything = everything_of(FORMAT, exhibit)
    assert (everything.record_count, everything.rejected_count, everything.end.status) == (5, 0, "read")
    assert everything.total == FORMAT.count(exhibit)


def test_messages_and_times(everything_of, exhibit_of):
    """Further lines belong to the message before; an impossible time is null, not guessed."""
    rows = everything_of(FORMAT, exhibit_of(SAMPLE)).tables["message"].to_dicts()
    assert rows[1]["text"] == "在\n仓库里" and rows[2]["is_deleted"] and rows[3]["kind"] == "media"
    assert rows[2]["sent_at"] == datetime(2024, 5, 13, 21, 2, 30)
    assert (rows[4]["sent_at"], rows[4]["time_basis"]) == (None, "none")
    assert rows[0]["sender_account_id"] is None and rows[3]["sender_name"] == "nail 2"


def test_words_before_the_first_message_are_rejected(everything_of, exhibit_with):
    """A heading that somebody typed in is said, not swallowed."""
    exhibit = exhibit_with("my notes\n" + SAMPLE.read_text(encoding="utf-8"))
    everything = everything_of(FORMAT, exhibit)
    assert everything.rejected_count == 1 and everything.total == FORMAT.count(exhibit)


def test_other_bracketed_texts_are_let_alone():
    """WhatsApp and Jabber texts have other dates in their brackets."""
    for text in (
        "[04.03.21, 09:15:00] a: b",
        "[21.03.21 09:15:00] a:\t\tb",
        "[2024-05-13] note",
        "2024-05-13, 21:00 - a: b",
    ):
        assert FORMAT.sniff(Head("x.txt", len(text), text.encode())) == 0


@pytest.mark.skipif("STEELNAIL_DATA" not in os.environ, reason="STEELNAIL_DATA names no folder of real data")
def test_a_real_file_is_read(everything_of, exhibit_of):
    """A public test file of this form gives its messages."""
    exhibit = exhibit_of(Path(os.environ["STEELNAIL_DATA"]) / "formats" / "signal" / "chatminer_signal.txt")
    everything = everything_of(FORMAT, exhibit)
    assert everything.tables["message"]["text"].to_list() == ["Hello John!", "Hello\nJane!"]
    assert everything.total == FORMAT.count(exhibit)
