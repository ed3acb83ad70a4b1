"""The chatlog JSON reader: talks of one file, owner, kinds, times with offset, events, damage, no record lost."""

import json
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.formats.wechat_chatlog_json import FORMAT
from sources.registry import detect, read_head

SAMPLE = Path(__file__).parents[2] / "data" / "wechat_chatlog_json" / "chatlog.json"
GROUP, ANNA, ME = "45678901234@chatroom", "wxid_aaaaaaaaaaaa11", "wxid_me000000000000"


def message(sender=ANNA, talker=ANNA, content="hi", **more):
    values = {"seq": 1, "time": "2023-05-01T09:00:00+08:00", "talker": talker, "talkerName": "", "isChatRoom": False}
    values |= {"sender": sender, "senderName": "", "isSelf": False, "type": 1, "subType": 0, "content": content}
    return values | more


@pytest.fixture
def reading(exhibit_with, everything_of):
    """Reads messages (or bytes) as an export; what claims to be whole is accounted for."""

    def read(content, path="chatlog.json", **more):
        exhibit = exhibit_with(content if isinstance(content, bytes) else json.dumps(content), path, **more)
        found = everything_of(FORMAT, exhibit)
        if found.end.status == "read":
            assert found.total == FORMAT.count(exhibit)
        found.tables["message"] = found.tables["message"].sort("position")
        return found

    return read


@pytest.fixture
def sample(reading):
    """The sample: a group and a talk of two."""
    return reading(SAMPLE.read_bytes())


def test_export_is_known_by_its_keys(tmp_path):
    """The keys decide; other arrays of objects aren't taken."""
    assert detect(read_head(SAMPLE, "x.bin")) is FORMAT
    twin = tmp_path / "twin.json"
    for text in ('[{"seq":1,"time":"","talker":"a"}]', '{"items":[]}', "[]", "[[]]", ""):
        twin.write_text(text)
        assert FORMAT.sniff(read_head(twin, "chatlog.json")) == 0


def test_sample_is_read_as_written(sample):
    """Kinds, words of quotes and files, times by their offset, an element that names no talk."""
    messages = sample.tables["message"]
    kinds = ["text", "system", "text", "media", "media", "system", "text", "text", "call"]
    assert messages["kind"].to_list() == kinds
    assert messages["text"].to_list()[:5] == [
        '今晚"十点"，\n开工',
        '"老螃蟹"邀请"小虾"加入了群聊',
        "收到",
        "",
        "名单.xlsx",
    ]
    assert messages["sent_at"][0] == datetime(2023, 5, 1, 1, 0, 5)
    assert set(messages["time_basis"]) == {"offset"}
    assert (sample.record_count, sample.rejected_count) == (9, 1)
    assert messages["native_message_id"].null_count() == 9


def test_threads_are_those_of_other_readers(sample):
    """A group is its id, a talk of two both its ends; the talk of two shows whose phone it was."""
    assert sample.tables["thread"].select("thread_id", "title", "kind").rows() == [
        (f"wechat:{GROUP}", "钢厂", "group"),
        (f"wechat:{ANNA}~{ME}", None, "direct"),
    ]
    accounts = sample.tables["account"]
    assert accounts.filter(accounts["is_owner"])["native_id"].to_list() == [ME]
    assert sample.tables["message"]["sender_account_id"][8] == f"wechat:{ME}"


def test_names_in_events_find_their_account(sample):
    """A name that is spoken of before its bearer speaks is still his, since the whole file is looked at."""
    events = sample.tables["membership_event"].filter(sample.tables["membership_event"]["event"] == "invite")
    assert events.select("account_id", "actor_account_id").rows() == [("wechat:wxid_bbbbbbbbbbbb22", f"wechat:{ANNA}")]
    names = sample.tables["name_observation"].select("name", "kind", "thread_id").rows()
    assert ("老螃蟹", "account_nickname", f"wechat:{GROUP}") in names


def test_a_name_of_two_people_means_neither(reading):
    """Two members of one name: a system line with that name ties to nobody's id."""
    rows = [message(sender, GROUP, senderName="小虾") for sender in ("wxid_one", "wxid_two")]
    found = reading([*rows, message("系统消息", GROUP, '"小虾"加入了群聊', type=10000)])
    assert found.tables["membership_event"]["account_id"][0].startswith("wechat:小虾~")


def test_owner_is_never_invented(reading):
    """The tool's own guess counts only where it names one person; an unsigned own row is nobody's."""
    guessed = [message(sender, GROUP, isSelf=True) for sender in ("wxid_one", "wxid_two")]
    assert not reading(guessed).tables["account"]["is_owner"].any()
    assert reading([message("", GROUP, isSelf=True)]).tables["message"]["sender_account_id"].to_list() == [None]
    assert reading(guessed[:1]).tables["account"]["is_owner"].to_list() == [True]


def test_cut_files_are_partial(reading):
    """What stands before the cut is kept, the torn message is rejected."""
    found = reading(json.dumps([message(), message()]).encode()[:-9])
    assert (found.end.status, found.record_count, found.rejected_count) == ("partial", 1, 1)


VALUES = (
    st.none() | st.booleans() | st.integers(-1, 10000) | st.sampled_from(["", ANNA, "系统消息"]) | st.lists(st.none())
)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.dictionaries(st.sampled_from(list(message())), VALUES) | VALUES, max_size=6))
def test_every_element_is_accounted_for(tmp_path_factory, exhibit_of, everything_of, changes):
    """Whatever stands in a message, it is read or rejected."""
    file = tmp_path_factory.mktemp("json") / "chatlog.json"
    file.write_text(json.dumps([message() | change if isinstance(change, dict) else change for change in changes]))
    exhibit = exhibit_of(file)
    assert everything_of(FORMAT, exhibit).total == FORMAT.count(exhibit) == len(changes)
