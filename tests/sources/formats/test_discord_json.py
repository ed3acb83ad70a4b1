"""The reader of DiscordChatExporter files: accounts by id, nicknames of the guild, replies, joins."""

from datetime import datetime
from pathlib import Path

from sources.formats.discord_json import FORMAT
from sources.record import Head

SAMPLE = Path(__file__).parents[2] / "data" / "discord_json" / "Steelworks - yard.json"
THREAD = "discord:990000000000000002"


def test_sample_is_wholly_accounted_for(everything_of, exhibit_of):
    """Six messages are kept, one without id is rejected."""
    exhibit = exhibit_of(SAMPLE)
    everything = everything_of(FORMAT, exhibit)
    assert (everything.record_count, everything.rejected_count, everything.end.status) == (6, 1, "read")
    assert everything.total == FORMAT.count(exhibit)


def test_messages_replies_and_times(everything_of, exhibit_of):
    """Times have their offset, replies their target, kinds follow the service's types."""
    rows = everything_of(FORMAT, exhibit_of(SAMPLE)).tables["message"].to_dicts()
    assert (rows[0]["sent_at"], rows[0]["time_basis"]) == (datetime(2024, 1, 1, 2, 0, 0, 123000), "offset")
    assert rows[1]["reply_to_native_message_id"] == rows[0]["native_message_id"] == "9900000000000001"
    assert [row["kind"] for row in rows] == ["text", "text", "system", "system", "media", "call"]
    assert {row["thread_id"] for row in rows} == {THREAD}
    assert rows[0]["sender_account_id"] == "discord:9911"


def test_names_are_kept_by_kind(everything_of, exhibit_of):
    """The unique name is a handle, the nickname a card of the guild; a changed one is a second observation."""
    names = everything_of(FORMAT, exhibit_of(SAMPLE)).tables["name_observation"]
    rows = set(names.select("account_id", "name", "kind", "thread_id").rows())
    assert ("discord:9922", "hammer_h", "handle", None) in rows
    assert ("discord:9922", "锤子", "group_card", THREAD) in rows
    assert ("discord:9922", "锤子2", "group_card", THREAD) in rows
    assert ("discord:9944", "bun", "handle", None) in rows
    assert not names.filter(account_id="discord:9933", kind="group_card").height  # the same as the handle


def test_joins_and_invitations_are_events(everything_of, exhibit_of):
    """Who came by himself and who was added by whom."""
    events = everything_of(FORMAT, exhibit_of(SAMPLE)).tables["membership_event"]
    assert events.select("event", "account_id", "actor_account_id").rows() == [
        ("join", "discord:9933", "discord:9933"),
        ("invite", "discord:9944", "discord:9911"),
    ]


def test_look_alikes_are_let_alone():
    """Other JSON with messages is no Discord export."""
    content = SAMPLE.read_bytes()
    assert FORMAT.sniff(Head("x.json", len(content), content)) == 0.95
    for other in (
        b'{"guild": {"id": 1}, "messages": []}',
        b'{"channel": 1, "guild": 2, "messages": [{"id": 1}]}',
        b"",
        b"[]",
    ):
        assert FORMAT.sniff(Head("x.json", len(other), other)) == 0
