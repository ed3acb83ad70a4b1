"""The WeFlow JSON reader: detailed, arkme and EchoTrace documents, owner, names, pictures passed over, damage."""

import json
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.formats.wechat_weflow_json import FORMAT
from sources.registry import detect, read_head

FOLDER = Path(__file__).parents[2] / "data" / "wechat_weflow_json"
GROUP, ANNA, BEN, ME = "45678901234@chatroom", "wxid_aaaaaaaaaaaa11", "wxid_bbbbbbbbbbbb22", "wxid_me000000000000"


def document(messages, wxid=ANNA, **more):
    session = {"wxid": wxid, "nickname": "老螃蟹", "remark": "", "displayName": "", "type": "私聊", "messageCount": 1}
    return {"weflow": {"version": "1", "generator": "WeFlow"}, "session": session, "messages": messages} | more


def message(**more):
    values = {"createTime": 1682902805, "type": "文本消息", "content": "hi", "isSend": 0, "senderUsername": ANNA}
    return values | more


@pytest.fixture
def reading(exhibit_with, everything_of):
    """Reads a document (or bytes) as an export; what claims to be whole is accounted for."""

    def read(content, path="chat.json", **more):
        exhibit = exhibit_with(content if isinstance(content, bytes) else json.dumps(content), path, **more)
        found = everything_of(FORMAT, exhibit)
        if found.end.status == "read":
            assert found.total == FORMAT.count(exhibit)
        found.tables["message"] = found.tables["message"].sort("position")
        return found

    return read


def names_of(found):
    return set(found.tables["name_observation"].select("account_id", "name", "kind", "observer_account_id").rows())


def test_documents_are_known_by_their_keys(tmp_path):
    """Session and messages decide, also where a picture hides the session; other chats in JSON aren't taken."""
    for name in ("group.json", "echotrace.json", "arkme.json"):
        assert detect(read_head(FOLDER / name, "x.bin")) is FORMAT
    twin = tmp_path / "twin.json"
    twin.write_text(json.dumps(document([message()], wxid="a" * 90_000)))
    assert FORMAT.sniff(read_head(twin, "x")) == 0.9
    for text in ('{"session":{"wxid":"a"},"messages":[]}', '{"messages":[{"content":"a"}]}', "{}", "[]", ""):
        twin.write_text(text)
        assert FORMAT.sniff(read_head(twin, "group.json")) == 0


def test_group_is_read_as_written(reading):
    """Kinds, times, what a message answers, a repeated message, an element that is none, own rows with the owner."""
    found = reading((FOLDER / "group.json").read_bytes())
    messages = found.tables["message"]
    assert messages["kind"].to_list() == ["text", "system", "text", "media", "text", "system"]
    assert messages["text"][0] == '今晚"十点"，\n开工'
    assert messages["sent_at"][0] == datetime(2023, 5, 1, 1, 0, 5)
    assert set(messages["time_basis"]) == {"epoch_s"}
    assert messages["reply_to_native_message_id"][2] == messages["native_message_id"][0] == "7200000000000000001"
    assert messages["is_deleted"].to_list() == [False] * 5 + [True]
    assert (found.record_count, found.duplicate_count, found.rejected_count) == (6, 1, 1)
    assert found.tables["thread"].select("thread_id", "title", "kind").rows() == [(f"wechat:{GROUP}", "钢厂", "group")]
    accounts = found.tables["account"]
    assert accounts.filter(accounts["is_owner"])["native_id"].to_list() == [ME]
    invited = found.tables["membership_event"].row(0, named=True)
    assert (invited["account_id"], invited["actor_account_id"]) == (f"wechat:{BEN}", f"wechat:{ANNA}")


def test_talk_of_two_is_named_after_both_ends(reading):
    """The first own message says whose phone it was; a message without sender is told by its flag."""
    found = reading((FOLDER / "echotrace.json").read_bytes())
    assert found.tables["thread"]["thread_id"].to_list() == [f"wechat:{ANNA}~{ME}"]
    senders = found.tables["message"]["sender_account_id"].to_list()
    assert senders == [f"wechat:{ANNA}", f"wechat:{ME}", f"wechat:{ANNA}", None]
    assert (f"wechat:{ANNA}", "螃蟹 水房", "account_nickname", None) in names_of(found)


def test_arkme_people_have_their_names_by_kind(reading):
    """Senders and members carry remark, nickname, card and visible id; silent members are seen too."""
    found = reading((FOLDER / "arkme.json").read_bytes())
    assert found.tables["message"]["sender_account_id"].to_list() == [f"wechat:{ANNA}", f"wechat:{ME}"]
    assert names_of(found) == {
        (f"wechat:{ANNA}", "老螃蟹", "account_nickname", None),
        (f"wechat:{ANNA}", "螃蟹 水房", "remark", f"wechat:{ME}"),
        (f"wechat:{ANNA}", "掌柜", "group_card", None),
        (f"wechat:{ANNA}", "crab_77", "handle", None),
        (f"wechat:{ME}", "锤子", "account_nickname", None),
        ("wechat:wxid_silent", "石头", "account_nickname", None),
    }
    assert (found.record_count, found.rejected_count) == (6, 1)


def test_remark_of_the_other_end_is_the_owners(reading):
    """The session tells nickname and remark apart; without a known owner the remark has no observer."""
    given_session = document([message()])
    given_session["session"]["remark"] = "螃蟹 水房"
    assert (f"wechat:{ANNA}", "螃蟹 水房", "remark", None) in names_of(reading(given_session))
    owned = reading(given_session, owners={"wechat": ME})
    assert (f"wechat:{ANNA}", "螃蟹 水房", "remark", f"wechat:{ME}") in names_of(owned)


def test_owner_is_never_invented(reading):
    """An own message without an id is nobody's; two ids of own messages name no owner."""
    found = reading(document([message(isSend=1, senderUsername=None)]))
    assert found.tables["message"]["sender_account_id"].to_list() == [None]
    two = [message(isSend=1, senderUsername=name) for name in ("wxid_one", "wxid_two")]
    assert reading(document(two)).tables["thread"]["thread_id"].to_list() == [f"wechat:{ANNA}"]


def test_pictures_are_passed_over(reading):
    """Avatars of any size stand before or behind the messages and leave nothing behind."""
    pictures = {"avatars": dict.fromkeys(("wxid_one", "wxid_two"), "data:image/png;base64," + "A" * 200000)}
    found = reading(pictures | document([message()]))
    assert (found.end.status, found.record_count) == ("read", 1)
    assert found.tables["account"]["native_id"].to_list() == [ANNA]


def test_session_behind_the_messages_is_found(reading):
    """A document written in another order gives the same conversation."""
    told = document([message()])
    turned = {"messages": told["messages"], "session": told["session"], "weflow": told["weflow"]}
    assert reading(turned).tables["thread"]["thread_id"].to_list() == [f"wechat:{ANNA}"]


def test_cut_files_are_partial(reading):
    """What stands before the cut is kept, the torn message is rejected."""
    text = json.dumps(document([message(), message()])).encode()
    found = reading(text[:-20])
    assert (found.end.status, found.record_count, found.rejected_count) == ("partial", 1, 1)


VALUES = (
    st.none() | st.booleans() | st.integers(-1, 2) | st.sampled_from(["", "1", ANNA, "系统消息"]) | st.lists(st.none())
)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.dictionaries(st.sampled_from([*message(), "platformMessageId", "senderID"]), VALUES) | VALUES, max_size=6
    )
)
def test_every_element_is_accounted_for(tmp_path_factory, exhibit_of, everything_of, changes):
    """Whatever stands in a message, it is read, rejected or a duplicate."""
    file = tmp_path_factory.mktemp("json") / "chat.json"
    elements = [message() | change if isinstance(change, dict) else change for change in changes]
    file.write_text(json.dumps(document(elements, senders=changes, groupMembers=changes)))
    exhibit = exhibit_of(file)
    assert everything_of(FORMAT, exhibit).total == FORMAT.count(exhibit) == 3 * len(changes)
