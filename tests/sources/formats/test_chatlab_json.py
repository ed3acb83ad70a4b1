"""The ChatLab JSON reader: platforms, conversations, members, kinds, events, ids that are names, damage."""

import json
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.formats.chatlab_json import FORMAT
from sources.registry import detect, read_head

FOLDER = Path(__file__).parents[2] / "data" / "chatlab_json"
GROUP, ANNA, BEN, ME = "45678901234@chatroom", "wxid_aaaaaaaaaaaa11", "wxid_bbbbbbbbbbbb22", "wxid_me000000000000"


def document(platform="discord", kind="group", messages=(), members=(), **meta):
    told = {"name": "room", "platform": platform, "type": kind} | meta
    header = {"version": "0.0.2", "exportedAt": 1}
    return {"chatlab": header, "meta": told, "members": list(members), "messages": list(messages)}


def message(sender="9900001", name="Ann", **more):
    return {"sender": sender, "accountName": name, "timestamp": 1682902805, "type": 0, "content": "hi"} | more


@pytest.fixture
def reading(exhibit_with, everything_of):
    """Reads a document (or bytes); what claims to be whole is accounted for."""

    def read(content, path="chat.json", **more):
        exhibit = exhibit_with(content if isinstance(content, bytes) else json.dumps(content), path, **more)
        found = everything_of(FORMAT, exhibit)
        if found.end.status == "read":
            assert found.total == FORMAT.count(exhibit)
        found.tables["message"] = found.tables["message"].sort("position")
        return found

    return read


def thread_of(found):
    return found.tables["thread"]["thread_id"].to_list()


def test_documents_are_known_by_their_header(tmp_path):
    """The format's own header decides; other chats in JSON aren't taken."""
    for name in ("group.json", "qq.json"):
        assert detect(read_head(FOLDER / name, "x.bin")) is FORMAT
    twin = tmp_path / "twin.json"
    for text in ('{"chatlab":1,"messages":[]}', '{"meta":{"platform":"qq"},"messages":[]}', "{}", "[]", ""):
        twin.write_text(text)
        assert FORMAT.sniff(read_head(twin, "chat.json")) == 0


def test_group_is_read_as_written(reading):
    """Kinds, times, answers, a repeated message, recall, elements that are nothing."""
    found = reading((FOLDER / "group.json").read_bytes())
    messages = found.tables["message"]
    assert messages["kind"].to_list() == ["text", "system", "text", "media", "call", "system", "text"]
    assert messages["text"].to_list()[:4] == ['今晚"十点"，\n开工', '"老螃蟹"邀请"小虾"加入了群聊', "收到", ""]
    assert messages["sent_at"][0] == datetime(2023, 5, 1, 1, 0, 5)
    assert messages["reply_to_native_message_id"][2] == messages["native_message_id"][0]
    assert messages["is_deleted"].to_list() == [False] * 5 + [True, False]
    assert (found.record_count, found.duplicate_count, found.rejected_count) == (11, 1, 2)
    assert found.tables["thread"].select("thread_id", "title", "kind").rows() == [(f"wechat:{GROUP}", "钢厂", "group")]


def test_members_have_names_and_roles(reading):
    """Nickname, card and alias by kind; owner and members of the group; the exporter is the owner of the phone."""
    found = reading((FOLDER / "group.json").read_bytes())
    names = found.tables["name_observation"].select("account_id", "name", "kind").rows()
    assert {kind for account, _, kind in names if account == f"wechat:{ANNA}"} == {
        "account_nickname", "group_card", "remark",
    }  # fmt: skip
    events = found.tables["membership_event"].select("event", "account_id").rows()
    assert ("own", f"wechat:{ANNA}") in events
    assert ("other", f"wechat:{BEN}") in events
    assert ("invite", f"wechat:{BEN}") in events
    accounts = found.tables["account"]
    assert accounts.filter(accounts["is_owner"])["native_id"].to_list() == [ME]


def test_ids_that_are_names_hold_in_their_chat(reading):
    """Authors of forwarded records stand under their name in the id's place."""
    accounts = reading((FOLDER / "group.json").read_bytes()).tables["account"]
    assert accounts.filter(accounts["is_display_name_only"])["native_id"].to_list()[0].startswith("石头~")


def test_talks_of_two_are_those_of_other_readers(reading):
    """Two members of WeChat, QQ or Telegram name the talk, whoever exported it."""
    assert thread_of(reading((FOLDER / "qq.json").read_bytes())) == ["qq:990000001~990000002"]
    people = [{"platformId": "user9900001", "accountName": "Ann"}, {"platformId": "user9900002", "accountName": "Ben"}]
    told = document("telegram", "private", [message("user9900001")], people, ownerId="user9900002")
    found = reading(told)
    assert thread_of(found) == ["telegram:9900001~9900002"]
    assert found.tables["message"]["sender_account_id"].to_list() == ["telegram:9900001"]


@pytest.mark.parametrize(
    ("platform", "expected"),
    [
        ("weixin", "wechat"),
        ("QQ", "qq"),
        ("discord", "discord"),
        ("mixed", "unknown"),
        ("kakao", "app"),
        (None, "unknown"),
    ],
)
def test_platforms_are_the_contracts(reading, platform, expected):
    """Names of apps become those of the contract; an app that has no name there is `app`."""
    found = reading(document(platform, messages=[message("wxid_ann000")]))
    assert found.tables["message"]["platform"].to_list() == [expected]


def test_ids_of_two_other_apps_are_two_accounts(reading):
    """An app without a platform of its own stands before its ids, as in forensic reports."""
    for more in ({}, {"groupId": "99"}):
        found = [reading(document(app, messages=[message()], **more)) for app in ("Kakao", "instagram")]
        accounts = [each.tables["account"]["account_id"].to_list() for each in found]
        assert accounts == [["app:kakao/9900001"], ["app:instagram/9900001"]]
        assert thread_of(found[0]) != thread_of(found[1])
    assert thread_of(found[1]) == ["app:instagram/99"]


def test_phones_are_whatsapp_accounts(reading):
    """A number or a WhatsApp address is the account, a bare name is a name."""
    people = ["+86 138 0013 8000", "8613800138000@s.whatsapp.net", "Ann"]
    accounts = reading(document("whatsapp", messages=[message(each, each) for each in people])).tables["account"]
    assert accounts["native_id"].to_list()[0] == "+8613800138000"
    assert accounts["is_display_name_only"].to_list() == [False, True]


def test_groups_have_the_apps_id(reading):
    """The group's id names the conversation; a bare number of WeChat is a group's number."""
    assert thread_of(reading(document(groupId="99", messages=[message()]))) == ["discord:99"]
    assert thread_of(reading(document("wechat", groupId="45678901234", messages=[message()]))) == [f"wechat:{GROUP}"]


def test_milliseconds_are_known_by_their_size(reading):
    """Some converters write milliseconds, which as seconds would be no believable time."""
    found = reading(document(messages=[message(timestamp=1682902805123), message(timestamp="x")]))
    assert found.tables["message"]["time_basis"].to_list() == ["epoch_ms", "none"]
    assert found.tables["message"]["sent_at"][0] == datetime(2023, 5, 1, 1, 0, 5, 123000)


def test_cut_files_are_partial(reading):
    """What stands before the cut is kept, the torn message is rejected."""
    found = reading(json.dumps(document(messages=[message(), message()])).encode()[:-10])
    assert (found.end.status, found.record_count, found.rejected_count) == ("partial", 1, 1)


VALUES = st.none() | st.booleans() | st.integers(-1, 99) | st.sampled_from(["", "1", ANNA, "[1]"]) | st.lists(st.none())
KEYS = ["sender", "accountName", "timestamp", "type", "content", "platformMessageId", "platformId", "aliases", "roles"]


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.dictionaries(st.sampled_from(KEYS), VALUES) | VALUES, max_size=6),
    st.sampled_from(["wechat", "qq", "telegram", "whatsapp", "line", "x", ""]),
    st.sampled_from(["group", "private", ""]),
)
def test_every_element_is_accounted_for(tmp_path_factory, exhibit_of, everything_of, changes, platform, kind):
    """Whatever stands in a member or message, it is read, rejected or a duplicate."""
    file = tmp_path_factory.mktemp("json") / "chat.json"
    elements = [message() | change if isinstance(change, dict) else change for change in changes]
    file.write_text(json.dumps(document(platform, kind, elements, changes)))
    exhibit = exhibit_of(file)
    assert everything_of(FORMAT, exhibit).total == FORMAT.count(exhibit) == 2 * len(changes)


def test_a_number_of_any_length_is_counted(exhibit_with, everything_of):
    """Python refuses to convert a number of thousands of digits; the second count holds all the same."""
    text = json.dumps(document("qq", messages=[message(), message(timestamp=0)])).replace(": 0", ": " + "1" * 9_000)
    exhibit = exhibit_with(text, "chat.json")
    assert everything_of(FORMAT, exhibit).total == FORMAT.count(exhibit) == 2
