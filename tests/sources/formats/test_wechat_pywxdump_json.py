"""The PyWxDump JSON reader: full and mini, owner, kinds, events, repeated messages, damage, no record lost."""

import json
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.errors import UnreadableExhibit
from sources.formats.wechat_pywxdump_csv import FORMAT as CSV
from sources.formats.wechat_pywxdump_json import FORMAT
from sources.registry import detect, read_head

FOLDER = Path(__file__).parents[2] / "data" / "wechat_pywxdump_json"
GROUP = "45678901234@chatroom"
SAMPLE, MINI = FOLDER / f"{GROUP}_0_8.json", FOLDER / "mini.json"
ANNA, ME = "wxid_aaaaaaaaaaaa11", "wxid_me000000000000"


def message(text="hi", own=0, talker=ANNA, room=ANNA, **more):
    values = {"id": 1, "MsgSvrID": "0", "type_name": "文本", "is_sender": own, "talker": talker, "room_name": room}
    return values | {"msg": text, "src": "", "extra": {}, "CreateTime": "2023-05-01 09:00:00"} | more


@pytest.fixture
def reading(exhibit_with, everything_of):
    """Reads messages (or text, or bytes) as an export; what claims to be whole is accounted for."""

    def read(content, path="export.json", **more):
        exhibit = exhibit_with(content if isinstance(content, str | bytes) else json.dumps(content), path, **more)
        found = everything_of(FORMAT, exhibit)
        if found.end.status == "read":
            assert found.total == FORMAT.count(exhibit)
        found.tables["message"] = found.tables["message"].sort("position")
        return found

    return read


def test_export_is_known_by_its_keys(tmp_path):
    """The keys decide; other arrays of objects aren't taken, and mini has nothing but its three."""
    assert detect(read_head(SAMPLE, "x.bin")) is FORMAT
    assert detect(read_head(MINI, "x.bin")) is FORMAT
    for twin in ('[{"nickname":"a","message":"b","time":"c","id":1}]', '{"messages":[]}', "[]", "[1]", "{"):
        file = tmp_path / "twin.json"
        file.write_text(twin)
        assert FORMAT.sniff(read_head(file, SAMPLE.name)) == 0


def test_sample_is_read_as_written(reading):
    """Kinds, times, a repeated message, an element that is none; own rows show whose phone it was."""
    found = reading(SAMPLE.read_bytes(), SAMPLE.name)
    messages = found.tables["message"]
    assert messages["kind"].to_list() == ["text", "system", "text", "media", "system"]
    assert messages["text"][0] == '今晚"十点"，\n开工'
    assert messages["sent_at"][0] == datetime(2023, 5, 1, 1, 0, 5)
    assert messages["locator"].to_list() == [f"json:/{index}" for index in (0, 1, 2, 3, 5)]
    assert messages["sender_account_id"][2] == f"wechat:{ME}"
    assert messages["is_deleted"].to_list() == [False] * 4 + [True]
    assert (found.record_count, found.duplicate_count, found.rejected_count) == (5, 1, 1)
    assert found.tables["account"].filter(found.tables["account"]["is_owner"])["native_id"].to_list() == [ME]
    assert found.tables["membership_event"]["event"].to_list() == ["invite"]
    assert found.tables["thread"].select("thread_id", "kind").rows() == [(f"wechat:{GROUP}", "group")]


def test_mini_holds_names_only(reading):
    """Without ids a nickname holds in its conversation, also one shaped like an id; "me" needs an owner."""
    found = reading(MINI.read_bytes(), "mini.json")
    assert found.tables["message"]["text"].to_list() == ["料到了吗", "到了", "wxid_cc"]
    assert found.tables["message"]["sender_account_id"][1] is None
    assert found.tables["account"]["is_display_name_only"].to_list() == [True, True]
    assert found.tables["name_observation"]["name"].to_list() == ["老螃蟹", "Lobster"]
    owned = reading(MINI.read_bytes(), "mini.json", owners={"wechat": ME})
    assert owned.tables["message"]["sender_account_id"][1] == f"wechat:{ME}"


def test_csv_and_json_give_the_same_ids(reading, exhibit_with, everything_of):
    """One chat exported both ways is one thread with the same accounts and message ids."""
    rows = [message(MsgSvrID="72"), message(own=1, talker=ME, MsgSvrID="73")]
    found = reading(rows, f"{ANNA}_0_2.json")
    keys = list(rows[0])
    table = "\n".join(
        ",".join(str(row.get(key, "")) for key in keys) for row in [dict(zip(keys, keys, strict=True)), *rows]
    )
    other = everything_of(CSV, exhibit_with(table.replace("{}", ""), f"{ANNA}_0_2.csv"))
    columns = ["thread_id", "sender_account_id", "native_message_id", "sent_at", "text"]
    assert found.tables["message"].select(columns).rows() == other.tables["message"].select(columns).rows()
    assert found.tables["thread"]["thread_id"].to_list() == [f"wechat:{ANNA}~{ME}"]


def test_loose_types_are_read(reading):
    """Numbers where texts are usual, null words, a missing time; what has neither is no message."""
    rows = [message(MsgSvrID=72, is_sender=False, msg=None), message(msg={"a": 1}), message(CreateTime=None)]
    found = reading([*rows, message(msg=None, CreateTime=None)])
    assert found.tables["message"]["text"].to_list() == ["", '{"a": 1}', "hi"]
    assert found.tables["message"]["native_message_id"].to_list() == ["72", None, None]
    assert found.tables["message"]["time_basis"].to_list() == ["local_assumed", "local_assumed", "none"]
    assert found.tables["rejected_record"]["locator"].to_list() == ["json:/3"]


def test_cut_files_are_partial(reading):
    """What stands before the cut is kept, the torn message is rejected."""
    text = json.dumps([message("one"), message("two")])
    found = reading(text[:-20])
    assert (found.end.status, found.record_count, found.rejected_count) == ("partial", 1, 1)
    with pytest.raises(UnreadableExhibit):
        reading("x")


VALUES = (
    st.none()
    | st.integers(-1, 3)
    | st.sampled_from(["", "1", ANNA, "系统", "我", "2023-05-01 09:00:00"])
    | st.lists(st.none())
)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.dictionaries(st.sampled_from(list(message())), VALUES) | VALUES, max_size=6))
def test_every_element_is_accounted_for(tmp_path_factory, exhibit_of, everything_of, changes):
    """Whatever stands in a message, it is read, rejected or a duplicate."""
    file = tmp_path_factory.mktemp("json") / "export.json"
    file.write_text(json.dumps([message() | change if isinstance(change, dict) else change for change in changes]))
    exhibit = exhibit_of(file)
    assert everything_of(FORMAT, exhibit).total == FORMAT.count(exhibit) == len(changes)
