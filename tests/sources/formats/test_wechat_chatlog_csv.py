"""The chatlog CSV reader: its three headings, owner, kinds without types, events, damage, no record lost."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.errors import UnreadableExhibit
from sources.formats.wechat_chatlog_csv import FORMAT
from sources.formats.wechat_chatlog_json import FORMAT as JSON
from sources.registry import detect, read_head

FOLDER = Path(__file__).parents[2] / "data" / "wechat_chatlog_csv"
SAMPLE, EXPORTED = FOLDER / "chatlog.csv", FOLDER / "exported.csv"
JSON_SAMPLE = FOLDER.parent / "wechat_chatlog_json" / "chatlog.json"
HEADING = ["Time", "SenderName", "Sender", "TalkerName", "Talker", "Content"]
GROUP, ANNA, ME = "45678901234@chatroom", "wxid_aaaaaaaaaaaa11", "wxid_me000000000000"
ROW = ["2023-05-01 09:00:00", "老螃蟹", ANNA, "", ANNA, "hi"]


def table(rows, heading=HEADING):
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerows([heading, *rows])
    return stream.getvalue()


@pytest.fixture
def reading(exhibit_with, everything_of):
    """Reads a text (or bytes) as an export; what claims to be whole is accounted for."""

    def read(content, path="chatlog.csv", **more):
        exhibit = exhibit_with(content, path, **more)
        found = everything_of(FORMAT, exhibit)
        if found.end.status == "read":
            assert found.total == FORMAT.count(exhibit)
        found.tables["message"] = found.tables["message"].sort("position")
        return found

    return read


def test_export_is_known_by_its_columns(tmp_path):
    """The heading decides; other tables aren't taken."""
    assert detect(read_head(SAMPLE, "x.bin")) is FORMAT
    assert detect(read_head(EXPORTED, "x.bin")) is FORMAT
    twin = tmp_path / "twin.csv"
    for text in ("Time,Sender,Content\n", "UserName,Alias,Remark,NickName\n", "talker,msg\n", ""):
        twin.write_text(text)
        assert FORMAT.sniff(read_head(twin, "chatlog.csv")) == 0


@pytest.mark.parametrize("file", [SAMPLE, EXPORTED], ids=["download", "command"])
def test_csv_and_json_give_the_same(reading, exhibit_with, everything_of, file):
    """The same chat from both layouts has the same talks, people, times and events as from JSON."""
    found = reading(file.read_bytes())
    other = everything_of(JSON, exhibit_with(JSON_SAMPLE.read_bytes(), "chatlog.json"))
    columns = ["thread_id", "sender_account_id", "sent_at"]
    expected = other.tables["message"].sort("position").select(columns)
    assert found.tables["message"].select(columns).rows()[:5] == expected.rows()[:5]
    assert found.tables["message"].select(columns).rows()[6:] == expected.rows()[6:]
    assert found.tables["thread"].drop("exhibit_id", "locator").rows() == (
        other.tables["thread"].drop("exhibit_id", "locator").rows()
    )
    assert "invite" in found.tables["membership_event"]["event"].to_list()


def test_kinds_are_known_by_the_tools_words(reading):
    """Without types, what the tool writes for pictures, files and calls tells them; people's brackets don't."""
    found = reading(SAMPLE.read_bytes())
    assert found.tables["message"]["kind"].to_list() == [
        "text", "system", "text", "media", "media", "text", "text", "text", "call",
    ]  # fmt: skip
    assert found.rejected_count == 1
    assert reading(table([[*ROW[:5], "[语音通话] 打不通"]])).tables["message"]["kind"].to_list() == ["text"]


def test_message_ids_of_the_tool_are_none(reading):
    """The newer heading has a number of the tool's in front, which is no id of the platform."""
    found = reading(table([["1682902805000", *ROW]], ["MessageID", *HEADING]))
    assert found.tables["message"].select("text", "native_message_id").rows() == [("hi", None)]


def test_unsigned_rows_of_a_talk_are_the_owners(reading):
    """Older databases give own rows no sender: in a talk of two that is the owner, in a group it may be the app."""
    rows = [[*ROW[:1], "", "", *ROW[3:]], [*ROW[:1], "", "", "钢厂", GROUP, "hm"]]
    found = reading(table(rows), owners={"wechat": ME})
    assert found.tables["message"]["sender_account_id"].to_list() == [f"wechat:{ME}", None]
    assert reading(table(rows)).tables["message"]["sender_account_id"].to_list() == [None, None]


def test_cut_empty_and_foreign_tables(reading):
    """A cut cell makes it partial, a heading alone is empty, other columns are refused."""
    assert reading(table([ROW, [*ROW[:5], "a\nb"]])[:-3]).end.status == "partial"
    assert reading(table([])).end.status == "empty"
    with pytest.raises(UnreadableExhibit):
        reading("a,b\n1,2\n")


_CELLS = st.text(st.sampled_from('ab,"\n 锤'), max_size=6)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(_CELLS, _CELLS, st.sampled_from(["", ANNA, GROUP]), st.integers(1, 8)), max_size=8))
def test_every_row_is_accounted_for(tmp_path_factory, exhibit_of, everything_of, rows):
    """Read and rejected rows add up to the independent count, whatever people write."""
    cells = [[*ROW[:2], sender, "", talker, text, "x", "y"][: max(width, 2)] for text, sender, talker, width in rows]
    file = tmp_path_factory.mktemp("chatlog") / "chatlog.csv"
    file.write_text(table(cells), newline="")
    exhibit = exhibit_of(file)
    assert everything_of(FORMAT, exhibit).total == FORMAT.count(exhibit) == len(rows)
