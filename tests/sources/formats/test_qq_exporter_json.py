"""qq-chat-exporter JSON: both versions, people and their names, kinds, service lines, damage, no message lost."""

import json
from datetime import datetime
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.errors import SourceError, UnreadableExhibit
from sources.formats.qq_exporter_json import FORMAT
from sources.registry import read_head

SAMPLES = Path(__file__).parents[2] / "data" / "qq_exporter_json"
V5, V4 = SAMPLES / "group_v5.json", SAMPLES / "friend_v4.json"
NAIL = {"uid": "u_nailAAAAAAAA", "uin": "990100001", "name": "钢钉", "nickname": "钢钉"}


def message(sender, text, number=0, **more):
    content = {"text": text, "elements": [{"type": "text", "data": {"text": text}}]}
    return {"id": str(number), "timestamp": 1_717_200_000_000 + number, "sender": sender, "content": content, **more}


def document(*messages, **info):
    chat = {"name": "钢厂", "type": "group", "peerUin": "99010001", "selfUin": "990100002", **info}
    return {"metadata": {"name": "QQChatExporter V5 / x"}, "chatInfo": chat, "messages": list(messages)}


@pytest.fixture
def reading(exhibit_with, everything_of):
    """Reads a document; checks that no message is lost."""

    def read(content, **more):
        content = json.dumps(content, ensure_ascii=False) if isinstance(content, dict) else content
        exhibit = exhibit_with(content, "export.json", **more)
        found = everything_of(FORMAT, exhibit)
        if found.end.status == "read":
            assert found.total == FORMAT.count(exhibit)
        return found

    return read


@pytest.fixture
def group(exhibit_of, everything_of):
    """The sample of version 5: a group."""
    return everything_of(FORMAT, exhibit_of(V5))


@pytest.fixture
def friend(exhibit_of, everything_of):
    """The sample of version 4: a talk of two."""
    return everything_of(FORMAT, exhibit_of(V4))


@pytest.mark.parametrize("file", [V5, V4])
def test_documents_are_known_and_counted(file, exhibit_of, everything_of):
    """Content tells the format, and all messages are accounted for."""
    assert FORMAT.sniff(read_head(file, "x.bin")) > 0.9
    found = everything_of(FORMAT, exhibit_of(file))
    assert (found.total, found.end.status) == (FORMAT.count(exhibit_of(file)), "read")


def test_messages_of_version_5(group):
    """Milliseconds, ids, answers, recalls and kinds come out as the exporter means them."""
    rows = group.tables["message"]
    assert rows["sent_at"][0] == datetime(2024, 6, 1)
    assert (rows["time_basis"][0], rows["sent_at_raw"][0]) == ("epoch_ms", "1717200000000")
    assert rows["kind"].to_list() == ["text", "text", "media", "system", "text", "call", "contact_card", "text"]
    assert (rows["text"][1], rows["reply_to_native_message_id"][1]) == ("收到", rows["native_message_id"][0])
    assert rows.filter("is_deleted")["text"].to_list() == ["算了"]
    assert rows["locator"].to_list() == [f"json:/messages/{n}" for n in range(8)]
    assert rows["thread_id"].unique().to_list() == ["qq:99010001"]


def test_names_keep_their_kind(group):
    """Nickname, card and remark are told apart; a remark is the exporting account's."""
    names = group.tables["name_observation"].filter(pl.col("account_id") == "qq:990100001")
    assert set(names.select("name", "kind", "observer_account_id", "thread_id").rows()) == {
        ("钢钉", "account_nickname", None, None),
        ("夜班主管", "group_card", None, "qq:99010001"),
        ("老钉", "remark", "qq:990100002", None),
    }


def test_owner_is_who_exported(group, friend):
    """The exporting account is the owner where the file names it, and nobody where it doesn't."""
    assert group.tables["account"].filter("is_owner")["native_id"].to_list() == ["990100002"]
    assert friend.tables["account"].filter("is_owner").is_empty()


def test_opaque_ids_stand_only_where_no_number_is_known(group, friend):
    """A number seen elsewhere in the file stands for the opaque id; both together make a selector."""
    natives = set(group.tables["account"]["native_id"])
    assert natives == {"990100001", "990100002", "u_hammCCCCCCCCCCCCCCCCCC", "990100004"}
    assert set(friend.tables["account"]["native_id"]) == {"990100001", "990100002"}
    tied = group.tables["selector"].select("account_id", "kind", "value").rows()
    assert ("qq:990100001", "account", "qq:u_nailAAAAAAAAAAAAAAAAAA") in tied
    assert len(tied) == len(set(tied)) == 3


def test_service_lines_become_events(group, friend):
    """Names in service lines lead to the accounts of the chat, those who speak later too; titles are kept."""
    events = group.tables["membership_event"].select("event", "account_id", "actor_account_id", "name").rows()
    assert events == [
        ("own", "qq:990100001", None, "群主"),
        ("invite", "qq:990100004", "qq:990100002", None),
    ]
    recall = friend.tables["message"].row(3, named=True)
    assert (recall["kind"], recall["sender_account_id"], recall["is_deleted"]) == ("system", "qq:990100001", True)


def test_version_4_times_and_threads(friend, exhibit_of, everything_of):
    """ISO times carry their offset; without an id the talk is named after whom its title names."""
    rows = friend.tables["message"]
    assert (rows["sent_at"][1], rows["time_basis"][1]) == (datetime(2023, 5, 6, 7, 1), "offset")
    assert rows["thread_id"].unique().to_list() == ["qq:990100001"]
    path = "QQ/friend_990100001_20230601_120000.json"
    found = everything_of(FORMAT, exhibit_of(V4, path, owners={"qq": "990100002"}))
    assert found.tables["thread"].select("thread_id", "title", "kind").row(0) == (
        "qq:990100001~990100002",
        "钢钉",
        "direct",
    )


def test_impossible_times_are_null(reading):
    """Seconds, text and absent times are no milliseconds: the message stays, its time doesn't."""
    times = [1_717_200_000, "yesterday", None, -5, "2024-06-01T08:00:00+08:00"]
    found = reading(document(*(message(NAIL, "x", n) | {"timestamp": time} for n, time in enumerate(times))))
    rows = found.tables["message"].select("sent_at", "time_basis").rows()
    assert rows[:4] == [(None, "none")] * 4
    assert rows[4] == (datetime(2024, 6, 1), "offset")


def test_people_without_ids_are_names_in_the_chat(reading):
    """A sender with a name only is an account of that chat; one with nothing is nobody."""
    found = reading(document(message({"name": "路人"}, "x"), message({}, "y"), message(NAIL | {"uin": 990100001}, "z")))
    assert found.tables["message"]["sender_account_id"].is_null().to_list() == [False, True, False]
    named = found.tables["account"].filter("is_display_name_only").row(0, named=True)
    assert named["native_id"].startswith("路人~") and named["thread_id"] == "qq:99010001"


def test_parts_inside_one_document_are_read(reading):
    """Version 4 may cut a big export into parts of one document."""
    parts = [{"chatInfo": {}, "messages": [message(NAIL, str(n))]} for n in range(3)]
    found = reading({"metadata": {"name": "QQChatExporter V4"}, "chunkInfo": {}, "chunks": parts})
    assert found.tables["message"]["locator"].to_list() == [f"json:/chunks/{n}/messages/0" for n in range(3)]
    assert found.tables["account"]["locator"].to_list() == ["json:/chunks/0/messages/0"]


def test_what_is_no_message_is_rejected(reading):
    """Foreign elements are rejected at their place, the others read."""
    found = reading(document(message(NAIL, "x"), 5, {"id": "1"}, message(NAIL, "y"), {"sender": {}, "content": None}))
    assert found.tables["rejected_record"]["locator"].to_list() == ["json:/messages/1", "json:/messages/2"]
    assert found.record_count == 3


def test_cut_and_broken_documents(reading):
    """A cut document is partial, one without any message refused, an empty file empty."""
    content = V5.read_bytes()
    assert reading(content[: len(content) * 2 // 3]).end.status == "partial"
    assert reading(b"").end.status == "empty"
    with pytest.raises(UnreadableExhibit):
        reading(content[:300])


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gb18030"])
def test_other_encodings_give_the_same_words(reading, encoding):
    """A converted copy is read like the original."""
    found = reading(json.dumps(document(message(NAIL, "今晚开工")), ensure_ascii=False).encode(encoding))
    assert found.tables["message"]["text"].to_list() == ["今晚开工"]


@pytest.mark.parametrize(
    "twin",
    [
        {"name": "x", "type": "private_group", "id": 1, "messages": []},
        {"metadata": {"format": "chunked-jsonl", "name": "QQChatExporter V5"}, "chatInfo": {"selfUin": "1"}},
        {"chatInfo": {"name": "x"}, "messages": []},
        [],
    ],
)
def test_look_alikes_are_left_to_others(tmp_path, twin):
    """Other chats in JSON, and the exporter's own manifest, aren't taken."""
    file = tmp_path / "twin.json"
    file.write_text(json.dumps(twin))
    assert FORMAT.sniff(read_head(file, "group.json")) == 0


_VALUES = st.none() | st.integers(-3, 3) | st.sampled_from(["", "u_xxxxxx", "990100001", "锤"]) | st.just([{}])
_MESSAGES = st.fixed_dictionaries(
    {},
    optional={
        "id": _VALUES,
        "timestamp": _VALUES | st.just(1_717_200_000_000),
        "sender": _VALUES | st.dictionaries(st.sampled_from(["uid", "uin", "name", "groupCard", "title"]), _VALUES),
        "content": _VALUES
        | st.fixed_dictionaries({"text": _VALUES, "elements": _VALUES | st.just([{"type": ["x"]}, 3])}),
        "system": _VALUES | st.booleans(),
        "rawMessage": _VALUES | st.just({"senderUin": 5}),
    },
)


@settings(max_examples=40, deadline=None)
@given(st.lists(_MESSAGES | _VALUES, max_size=5), st.floats(0, 1), st.booleans())
def test_nothing_crashes_and_nothing_is_lost(tmp_path_factory, exhibit_of, everything_of, messages, at, is_cut):
    """Whatever stands in the messages, and wherever the file is cut, each message is counted or the end says why."""
    written = json.dumps(document(*messages), ensure_ascii=False).encode()
    file = tmp_path_factory.mktemp("qce") / "export.json"
    file.write_bytes(written[: int(len(written) * at)] if is_cut else written)
    exhibit = exhibit_of(file)
    try:
        found = everything_of(FORMAT, exhibit)
    except SourceError:
        return
    if found.end.status == "read":
        assert found.total == FORMAT.count(exhibit)
