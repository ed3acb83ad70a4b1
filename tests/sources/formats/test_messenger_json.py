"""The reader of Meta's downloads: repaired text, people by name in their conversation, nothing lost."""

import os
from datetime import datetime
from pathlib import Path

import pytest

from sources.formats.messenger_json import FORMAT, repaired
from sources.record import Head

SAMPLES = Path(__file__).parents[2] / "data" / "messenger_json"


def sniffed(content):
    return FORMAT.sniff(Head("message_1.json", len(content), content[: 64 * 1024]))


def test_sample_is_wholly_accounted_for(everything_of, exhibit_of):
    """Five messages are kept, the one without sender is rejected with its place."""
    exhibit = exhibit_of(SAMPLES / "message_1.json", "inbox/steelworks_9900000001/message_1.json")
    everything = everything_of(FORMAT, exhibit)
    assert (everything.record_count, everything.rejected_count, everything.end.status) == (5, 1, "read")
    assert everything.total == FORMAT.count(exhibit)
    assert everything.tables["rejected_record"]["locator"].to_list() == ["json:/messages/5"]


def test_text_is_repaired_and_kinds_are_told(everything_of, exhibit_of):
    """What was written as Latin-1 comes out as it was typed."""
    exhibit = exhibit_of(SAMPLES / "message_1.json", "inbox/steelworks_9900000001/message_1.json")
    tables = everything_of(FORMAT, exhibit).tables
    rows = tables["message"].to_dicts()
    assert rows[0]["text"] == "钢钉 在仓库 🔨" and rows[0]["sender_name"] == "锤子"
    assert (rows[0]["sent_at"], rows[0]["time_basis"]) == (datetime(2021, 3, 4, 9, 36, 40), "epoch_ms")
    assert [row["kind"] for row in rows] == ["text", "media", "text", "text", "call"]
    assert rows[2]["text"] == "look\nhttps://quay.example/x" and rows[3]["is_deleted"]
    (thread,) = tables["thread"].to_dicts()
    assert (thread["thread_id"], thread["title"], thread["kind"]) == (
        "messenger:9900000001",
        "钢厂 Steelworks",
        "group",
    )


def test_people_are_names_of_their_conversation(everything_of, exhibit_of):
    """Who wrote nothing is still a member; nobody is called the owner."""
    tables = everything_of(FORMAT, exhibit_of(SAMPLES / "message_1.json")).tables
    assert sorted(tables["name_observation"]["name"].unique()) == ["Crane Opér", "Quiet One", "锤子"]
    assert tables["account"]["is_display_name_only"].all() and not tables["account"]["is_owner"].any()


def test_the_layout_of_encrypted_chats(everything_of, exhibit_of):
    """Names as plain strings and other keys are the same records."""
    everything = everything_of(FORMAT, exhibit_of(SAMPLES / "encrypted.json"))
    assert everything.tables["message"]["text"].to_list() == ["再见", ""]
    assert everything.tables["thread"]["kind"].to_list() == ["direct"]


@pytest.mark.parametrize(
    ("written", "meant"),
    [("plain", "plain"), ("é", "é"), ("锤子", "锤子"), ("é\x94¤", "锤"), ("Ã©", "é"), ("\xff\xfe", "\xff\xfe")],
)
def test_only_broken_text_is_repaired(written, meant):
    """What isn't UTF-8 in disguise stays as it is."""
    assert repaired(written) == meant


def test_look_alikes_are_let_alone():
    """Other JSON with messages is no Messenger file."""
    assert (
        sniffed((SAMPLES / "message_1.json").read_bytes()) == sniffed((SAMPLES / "encrypted.json").read_bytes()) == 0.95
    )
    assert sniffed(b'{"messages": [{"sender_name": 1, "timestamp_ms": "x"}]}') == 0
    assert sniffed(b'{"messages": [], "sender_name": 1}') == 0
    assert sniffed(b"[1]") == sniffed(b"") == 0


@pytest.mark.skipif("STEELNAIL_DATA" not in os.environ, reason="STEELNAIL_DATA names no folder of real data")
def test_a_real_file_is_read(everything_of, exhibit_of):
    """A test export of Instagram gives its messages."""
    exhibit = exhibit_of(Path(os.environ["STEELNAIL_DATA"]) / "formats" / "messenger" / "instagram_test_export.json")
    everything = everything_of(FORMAT, exhibit)
    assert everything.total == FORMAT.count(exhibit) > 0 and everything.end.status == "read"


@pytest.mark.parametrize(
    ("folder", "platform", "thread"),
    [
        ("your_instagram_activity/messages/inbox/steelworks_9900000001", "app", "app:instagram/9900000001"),
        ("instagram-hammer99-2024-01-01.zip!/messages/inbox/x_9900000001", "app", "app:instagram/9900000001"),
        ("your_facebook_activity/messages/inbox/steelworks_9900000001", "messenger", "messenger:9900000001"),
    ],
)
def test_instagram_is_another_app(everything_of, exhibit_of, folder, platform, thread):
    """The folder tells it; accounts, names and threads go with the app, as in forensic reports and returns."""
    tables = everything_of(FORMAT, exhibit_of(SAMPLES / "message_1.json", f"{folder}/message_1.json")).tables
    assert tables["thread"]["thread_id"].to_list() == [thread]
    assert tables["message"]["platform"].unique().to_list() == [platform]
    assert tables["account"]["account_id"].str.starts_with(f"{platform}:").all()
