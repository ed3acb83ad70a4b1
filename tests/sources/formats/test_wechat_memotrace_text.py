"""The MemoTrace text reader: headers, lines of the app, media, names of one chat, damage, no record lost."""

from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.errors import UnreadableExhibit
from sources.formats.wechat_memotrace_text import FORMAT
from sources.registry import detect, read_head

SAMPLE = Path(__file__).parents[2] / "data" / "wechat_memotrace_text" / "工作群.txt"
ANNA = "wxid_aaaaaaaaaaaa11"


@pytest.fixture
def reading(exhibit_with, everything_of):
    """Reads a text (or bytes) as a printed chat; what claims to be whole is accounted for."""

    def read(content, path="聊天记录/工作群/工作群.txt", **more):
        exhibit = exhibit_with(content, path, **more)
        found = everything_of(FORMAT, exhibit)
        if found.end.status == "read":
            assert found.total == FORMAT.count(exhibit)
        found.tables["message"] = found.tables["message"].sort("position")
        return found

    return read


@pytest.mark.parametrize(
    "twin",
    [
        "2023-05-01 09:00:05 Ann(12345678)\nhi\n\n",  # QQ
        "2023-05-01 09:00:05 - Ann: hi\n2023-05-01 09:00:06 - Ann: hi\n",  # WhatsApp
        "2023-05-01 09:00:05 'Ann'\nhi\n\n",  # WeFlow
        "2023-05-01 09:00:05 <Ann> hi\n2023-05-01 09:00:05 <Ann> hi\n",  # a log: no blank lines
        "2023-05-01 09:00:05 INFO: started\n\n2023-05-01 09:00:05 INFO: done\n\n",
        "hello\n\n2023-05-01 09:00:05 Ann\nhi\n\n",
        "",
    ],
)
def test_look_alikes_are_left_to_others(tmp_path, twin):
    """The shape alone decides; what other programs print in a like shape isn't taken."""
    assert detect(read_head(SAMPLE, "x.bin")) is FORMAT
    file = tmp_path / "twin.txt"
    file.write_text(twin)
    head = read_head(file, SAMPLE.name)
    assert detect(head) is not FORMAT or "<Ann>" in twin


def test_sample_is_read_as_written(reading):
    """Words over blank lines, a time inside words, lines of the app, media, an empty message."""
    found = reading(SAMPLE.read_bytes())
    messages = found.tables["message"]
    assert messages["kind"].to_list() == ["text", "system", "text", "media", "media", "text", "system"]
    assert messages["text"].to_list()[:3] == [
        '今晚"十点"，\n\n开工: 2023-05-01 12:00:00 见', '"老螃蟹"邀请"小虾"加入了群聊', "收到\n引用:老螃蟹:今晚",
    ]  # fmt: skip
    assert messages["text"][5] == ""
    assert messages["sent_at"][0] == datetime(2023, 5, 1, 1, 0, 5)
    assert set(messages["time_basis"]) == {"local_assumed"}
    assert messages["locator"].to_list()[:3] == ["line:1", "line:6", "line:8"]
    assert messages["is_deleted"].to_list() == [False] * 6 + [True]


def test_names_hold_in_their_chat(reading):
    """Everybody is a name of the conversation, which is named by its file; names in events are the same people."""
    found = reading(SAMPLE.read_bytes())
    assert found.tables["account"]["is_display_name_only"].all()
    assert found.tables["thread"].select("title", "kind").rows() == [("工作群", "unknown")]
    event = found.tables["membership_event"].row(0, named=True)
    senders = found.tables["message"]["sender_account_id"].to_list()
    assert (event["event"], event["actor_account_id"], event["account_id"]) == ("invite", senders[0], senders[3])


def test_an_id_in_the_path_is_the_other_end(reading):
    """Who is called as the path calls the other end is him; the talk has his id."""
    text = "2023-05-01 09:00:05 老螃蟹\nhi\n\n2023-05-01 09:00:06 锤子\nho\n\n"
    found = reading(text, f"聊天记录/老螃蟹({ANNA})/老螃蟹.txt", owners={"wechat": "wxid_me"})
    assert found.tables["thread"].select("thread_id", "kind").rows() == [(f"wechat:{ANNA}~wxid_me", "direct")]
    assert found.tables["message"]["sender_account_id"][0] == f"wechat:{ANNA}"
    assert found.tables["message"]["sender_account_id"][1].startswith("wechat:锤子~")


def test_a_name_like_an_id_is_a_name(reading):
    """A nickname shaped like a WeChat number must not pass for one."""
    found = reading("2023-05-01 09:00:05 Lobster\nhi\n\n")
    assert found.tables["account"]["is_display_name_only"].to_list() == [True]


def test_damage_is_told(reading):
    """Words before the first header are rejected, a torn character makes it partial, no header at all is refused."""
    found = reading("kept\n\n2023-05-01 09:00:05 Ann\nhi\n\n")
    assert (found.record_count, found.rejected_count) == (1, 1)
    assert reading("2023-05-01 09:00:05 Ann\n锤".encode()[:-1]).end.status == "partial"
    assert reading("\n\n").end.status == "empty"
    with pytest.raises(UnreadableExhibit):
        reading("hello\n")


PIECES = st.sampled_from(
    ["2023-05-01 09:00:05 Ann", "2023-05-01 09:00:05 ", "hi", "", " ", "\t", "\r", "\x1c", "锤\u2028"]
)


@settings(max_examples=40, deadline=None)
@given(st.lists(PIECES, max_size=14), st.sampled_from(["\n", "\r\n"]), st.integers(1, 60))
def test_every_message_is_accounted_for(tmp_path_factory, exhibit_of, everything_of, rows, end, size):
    """Whatever is printed and wherever blocks end, messages and rejected text add up to the independent count."""
    file = tmp_path_factory.mktemp("text") / "chat.txt"
    file.write_text(end.join(rows), newline="", encoding="utf-8")
    exhibit = exhibit_of(file)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sources.text_blocks.BLOCK_CHARACTERS", size)
        try:
            found = everything_of(FORMAT, exhibit)
        except UnreadableExhibit:
            return
    assert found.total == FORMAT.count(exhibit)
