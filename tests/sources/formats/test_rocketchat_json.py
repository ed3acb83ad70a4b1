"""The reader of Rocket.Chat rooms: one document or one a line, usernames and names, joins."""

from datetime import datetime
from pathlib import Path

from sources.formats.rocketchat_json import FORMAT
from sources.record import Head

SAMPLES = Path(__file__).parents[2] / "data" / "rocketchat_json"


def test_sample_is_wholly_accounted_for(everything_of, exhibit_of):
    """Seven messages are kept, one without room is rejected."""
    exhibit = exhibit_of(SAMPLES / "yard.json")
    everything = everything_of(FORMAT, exhibit)
    assert (everything.record_count, everything.rejected_count, everything.end.status) == (7, 1, "read")
    assert everything.total == FORMAT.count(exhibit)


def test_messages_and_names(everything_of, exhibit_of):
    """Threads are replies; a username is a handle, the shown name changes and both are kept."""
    tables = everything_of(FORMAT, exhibit_of(SAMPLES / "yard.json")).tables
    rows = tables["message"].to_dicts()
    assert rows[1]["reply_to_native_message_id"] == "m1" and rows[5]["is_deleted"]
    assert [row["kind"] for row in rows] == ["text", "text", "system", "system", "media", "system", "system"]
    names = set(tables["name_observation"].select("account_id", "name", "kind").rows())
    assert {
        ("rocketchat:hammer", "锤子", "account_nickname"),
        ("rocketchat:hammer", "老锤", "account_nickname"),
    } <= names
    assert ("rocketchat:crane", "Crane", "handle") in names
    events = tables["membership_event"].select("event", "account_id", "actor_account_id", "name").rows()
    assert events == [
        ("join", "rocketchat:nail", "rocketchat:nail", None),
        ("invite", "rocketchat:bun", "rocketchat:crane", None),
        ("title", "rocketchat:crane", "rocketchat:crane", "yard-2"),
    ]


def test_one_document_a_line(everything_of, exhibit_of):
    """Extended JSON has its times as numbers or texts."""
    exhibit = exhibit_of(SAMPLES / "messages.jsonl")
    everything = everything_of(FORMAT, exhibit)
    rows = everything.tables["message"].to_dicts()
    assert [row["sent_at"] for row in rows] == [datetime(2021, 3, 4, 9, 30), datetime(2021, 3, 4, 9, 31)]
    assert [row["time_basis"] for row in rows] == ["epoch_ms", "offset"]
    assert everything.total == FORMAT.count(exhibit) == 2
    assert everything.tables["message"]["locator"].to_list() == ["line:1", "line:2"]


def test_look_alikes_are_let_alone():
    """Documents without room, sender and time are none."""
    for sample in ("yard.json", "messages.jsonl"):
        content = (SAMPLES / sample).read_bytes()
        assert FORMAT.sniff(Head(sample, len(content), content)) == 0.95
    for other in (b'[{"rid": 1, "u": {"username": "a"}}]', b'{"rid": 1, "u": 2}\n{"rid": 3, "u": 4}\n', b""):
        assert FORMAT.sniff(Head("x.json", len(other), other)) == 0
