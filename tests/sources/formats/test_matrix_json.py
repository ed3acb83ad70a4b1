"""The reader of Matrix rooms: members with their names, replies, edits, what was taken back."""

from datetime import datetime
from pathlib import Path

from sources.formats.matrix_json import FORMAT
from sources.record import Head

SAMPLE = Path(__file__).parents[2] / "data" / "matrix_json" / "matrix - Yard - Chat Export.json"
HAMMER = "matrix:%40hammer%3Aquay.example"


def test_sample_is_wholly_accounted_for(everything_of, exhibit_of):
    """Nine events are kept, one without sender is rejected."""
    exhibit = exhibit_of(SAMPLE)
    everything = everything_of(FORMAT, exhibit)
    assert (everything.record_count, everything.rejected_count, everything.end.status) == (9, 1, "read")
    assert everything.total == FORMAT.count(exhibit)


def test_messages_replies_and_edits(everything_of, exhibit_of):
    """A reply and an edit name their message; a redacted one is marked; media and state are told apart."""
    rows = everything_of(FORMAT, exhibit_of(SAMPLE)).tables["message"].to_dicts()
    by_id = {row["native_message_id"]: row for row in rows}
    assert by_id["$94"]["reply_to_native_message_id"] == by_id["$95"]["reply_to_native_message_id"] == "$93"
    assert by_id["$95"]["text"] == "edited" and by_id["$97"]["is_deleted"]
    assert by_id["$93"]["sent_at"] == datetime(2021, 3, 4, 9, 30)
    assert [row["kind"] for row in rows] == [
        "system",
        "system",
        "text",
        "text",
        "text",
        "media",
        "text",
        "system",
        "system",
    ]
    assert by_id["$93"]["sender_account_id"] == HAMMER


def test_members_and_names(everything_of, exhibit_of):
    """A display name is kept with its member event; removing differs from leaving."""
    tables = everything_of(FORMAT, exhibit_of(SAMPLE)).tables
    assert (HAMMER, "锤子") in tables["name_observation"].select("account_id", "name").rows()
    assert tables["membership_event"]["event"].to_list() == ["create", "join", "remove", "title"]
    assert tables["thread"]["title"].to_list() == ["Yard"]


def test_look_alikes_are_let_alone():
    """Other JSON with messages is no Matrix room."""
    content = SAMPLE.read_bytes()
    assert FORMAT.sniff(Head("x.json", len(content), content)) == 0.95
    for other in (b'{"messages": [{"sender": "hammer", "type": "x", "origin_server_ts": 1}]}', b"{}", b""):
        assert FORMAT.sniff(Head("x.json", len(other), other)) == 0
