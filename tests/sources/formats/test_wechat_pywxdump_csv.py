"""The PyWxDump reader: variants of the columns, owner, groups, kinds, duplicates, damage, no record lost."""

import csv
import io
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.errors import UnreadableExhibit
from sources.formats.wechat_pywxdump_csv import FORMAT
from sources.registry import read_head

SAMPLE = Path(__file__).parents[2] / "data" / "wechat_pywxdump_csv" / "45678901234@chatroom_0_8.csv"
COLUMNS = ["id", "MsgSvrID", "type_name", "is_sender", "talker", "room_name", "msg", "src", "CreateTime"]
GROUP = "45678901234@chatroom"
ANNA = "wxid_aaaaaaaaaaaa11"


def table(rows, columns=COLUMNS, end="\n"):
    stream = io.StringIO()
    csv.writer(stream, lineterminator=end).writerows([columns, *rows])
    return stream.getvalue()


def row(text="hi", own="0", talker=ANNA, room=ANNA, **more):
    values = {"id": "1", "MsgSvrID": "0", "type_name": "文本", "src": "", "CreateTime": "2023-05-01 09:00:00"}
    values |= {"msg": text, "is_sender": own, "talker": talker, "room_name": room} | more
    return [values[column] for column in COLUMNS]


@pytest.fixture
def reading(tmp_path, exhibit_of, everything_of):
    """Reads a text (or bytes) as an export; checks that no record is lost."""

    def read(text, path="export.csv", **more):
        file = tmp_path / "export.csv"
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        exhibit = exhibit_of(file, path, **more)
        found = everything_of(FORMAT, exhibit)
        assert found.total == FORMAT.count(exhibit)
        found.tables["message"] = found.tables["message"].sort("position")
        return found

    return read


@pytest.fixture
def sample(exhibit_of, everything_of):
    """The sample: a group and a talk of two."""
    exhibit = exhibit_of(SAMPLE)
    found = everything_of(FORMAT, exhibit)
    assert found.total == FORMAT.count(exhibit)
    found.tables["message"] = found.tables["message"].sort("position")
    return found


def test_export_is_known_by_its_columns(tmp_path):
    """The heading decides, whatever the file is called; other tables aren't taken."""
    assert FORMAT.sniff(read_head(SAMPLE, "x.bin")) > 0.9
    for twin in ("talker,msg\na,b\n", "Time,SenderName,Sender,TalkerName,Talker,Content\n", "昵称,微信号\n", ""):
        file = tmp_path / "twin.csv"
        file.write_text(twin)
        assert FORMAT.sniff(read_head(file, SAMPLE.name)) == 0


def test_sample_is_read_as_written(sample):
    """Kinds, times in China's zone, quoted line breaks, repeated and torn rows."""
    messages = sample.tables["message"]
    assert messages["kind"].to_list() == ["system", "text", "text", "media", "system", "system"]
    assert messages["text"][1] == '今晚"十点",\n开工'
    assert messages["sent_at"][1] == datetime(2023, 5, 1, 1, 0, 5)
    assert messages["time_basis"].to_list() == ["local_assumed"] * 2 + ["excel_resave"] + ["local_assumed"] * 3
    assert (sample.duplicate_count, sample.rejected_count) == (1, 1)
    assert messages["native_message_id"].to_list() == [
        "7100000000000000001",
        "7100000000000000002",
        None,
        None,
        "5",
        "6",
    ]


def test_owner_is_never_invented(reading):
    """An own row has no account unless the seizure says whose phone it was."""
    text = table([row(own="1", talker="我")])
    assert reading(text).tables["message"]["sender_account_id"].to_list() == [None]
    assert reading(text).tables["account"].is_empty()
    found = reading(text, owners={"wechat": "wxid_me"})
    assert found.tables["message"].select("sender_account_id", "sender_name").rows() == [("wechat:wxid_me", "我")]
    assert found.tables["account"]["is_owner"].to_list() == [True]


def test_both_ends_of_a_talk_are_one_thread(reading):
    """With owners given, the same talk seized from both phones is one conversation."""
    one = reading(table([row(room="wxid_b")]), owners={"wechat": "wxid_c"})
    two = reading(table([row(room="wxid_c")]), owners={"wechat": "wxid_b"})
    assert one.tables["thread"]["thread_id"].to_list() == two.tables["thread"]["thread_id"].to_list()


def test_group_events_are_read(sample):
    """An invitation of two is two events; "you" without an owner is nobody; a recall marks its row."""
    events = sample.tables["membership_event"]
    assert events["event"].to_list() == ["invite", "invite", "title"]
    assert events.row(2, named=True)["name"] == "钢厂"
    assert events["actor_account_id"][2] is None
    assert sample.tables["message"]["is_deleted"].to_list() == [False] * 4 + [True, False]
    assert sample.tables["thread"].filter(sample.tables["thread"]["kind"] == "group")["thread_id"].to_list() == [
        f"wechat:{GROUP}"
    ]


@pytest.mark.parametrize(
    ("columns", "path"),
    [
        ([column for column in COLUMNS if column != "room_name"], f"{ANNA}_0_500.csv"),
        ([column for column in COLUMNS if column != "room_name"], "renamed.csv"),
        (["content" if column == "msg" else column for column in COLUMNS], "x.csv"),
    ],
)
def test_older_and_newer_columns_are_read(reading, columns, path):
    """Without room_name the path or the one other end tells the conversation; content is msg."""
    keep = [index for index, column in enumerate(COLUMNS) if column in columns or column == "msg"]
    rows = [[cells[index] for index in keep] for cells in (row(), row(own="1", talker="我"))]
    for text in (table(rows, columns), "\ufeff" + table(rows, columns, "\r\n")):
        found = reading(text, path)
        assert found.tables["thread"]["thread_id"].to_list() == [f"wechat:{ANNA}"]
        assert found.tables["message"]["text"].to_list() == ["hi", "hi"]


@pytest.mark.parametrize(
    ("type_name", "kind"),
    [
        ("1", "text"),
        ("3", "media"),
        ("42", "contact_card"),
        ("50", "call"),
        ("10000", "system"),
        ("822083633", "text"),
        ("语音通话", "call"),
        ("语音", "media"),
        ("引用回复", "text"),
        ("something new", "text"),
    ],
)
def test_types_by_name_and_number_have_kinds(reading, type_name, kind):
    """Names in Chinese, base types and packed types are understood; the unknown keeps its words as text."""
    assert reading(table([row(type_name=type_name)])).tables["message"]["kind"].to_list() == [kind]


def test_damaged_ids_and_times_are_not_used(reading):
    """A message id that a spreadsheet rounded is no id; a time that can't be read stays open."""
    rows = [row(MsgSvrID="7.10E+18"), row(MsgSvrID="7.10E+18", CreateTime="soon"), row(CreateTime="2023/5/1 9:05")]
    found = reading(table(rows))
    assert found.duplicate_count == 0
    assert found.tables["message"]["native_message_id"].null_count() == 3
    assert found.tables["message"]["time_basis"].to_list() == ["local_assumed", "none", "excel_resave"]
    assert found.tables["message"]["sent_at"][1] is None


def test_nicknames_in_events_are_no_ids(reading):
    """A nickname shaped like a WeChat number stays a name of its thread."""
    found = reading(table([row('"Lobster"邀请"Prawn"加入了群聊', room=GROUP, talker="", type_name="系统通知")]))
    assert found.tables["account"]["is_display_name_only"].all()
    assert found.tables["name_observation"]["name"].to_list() == ["Lobster", "Prawn"]


def test_gb18030_is_read(reading):
    """A table saved in the Chinese code page gives the same words."""
    assert reading(table([row("锤子今晚开工")]).encode("gb18030")).tables["message"]["text"].to_list() == [
        "锤子今晚开工"
    ]


def test_cut_files_are_partial(reading):
    """A file that ends inside a quoted cell is read up to there, and says so."""
    text = table([row("whole"), row("cut\nhere")])
    found = reading(text[: text.index("here")])
    assert found.end.status == "partial"
    assert found.tables["message"]["text"].to_list() == ["whole"]


def test_a_quote_that_never_closes_does_not_eat_the_file(monkeypatch, exhibit_of, everything_of, tmp_path):
    """What stands before a stray quote is kept, however much follows it."""
    monkeypatch.setattr("sources.csv_rows._LONGEST_CELL", 200)
    file = tmp_path / "export.csv"
    file.write_text(table([row("whole")]) + '2,0,文本,0,a,b,"' + "x" * 500 + "\n")
    found = everything_of(FORMAT, exhibit_of(file))
    assert found.end.status == "partial"
    assert (found.record_count, found.rejected_count) == (1, 1)


def test_empty_tables_are_empty(reading):
    """A heading alone holds no record."""
    assert reading(table([])).end.status == "empty"


def test_other_tables_are_refused(reading):
    """A table without the tool's columns can't be read as one."""
    with pytest.raises(UnreadableExhibit):
        reading("a,b\n1,2\n")


# A lone CR is no part of a cell here: the tools' CSV writer leaves it unquoted where lines end with LF.
_CELLS = st.text(st.sampled_from('ab,"\n 锤'), max_size=8)


@given(
    st.lists(st.tuples(_CELLS, st.sampled_from(["0", "1", "7"]), st.integers(1, 11)), max_size=12),
    st.sampled_from(["\n", "\r\n"]),
)
def test_every_record_is_accounted_for(tmp_path_factory, exhibit_of, everything_of, rows, end):
    """Read, rejected and duplicate records add up to the independent count, whatever people write."""
    cells = [[*row(text, MsgSvrID=number), "x", "y"][: 9 if width > 3 else width] for text, number, width in rows]
    file = tmp_path_factory.mktemp("wechat") / "export.csv"
    file.write_bytes(table(cells, end=end).encode())
    exhibit = exhibit_of(file)
    found = everything_of(FORMAT, exhibit)
    assert found.total == FORMAT.count(exhibit) == len(rows)


def test_small_blocks_change_nothing(monkeypatch, exhibit_of, everything_of):
    """Rows that straddle blocks, duplicates included, are read as if the file were one block."""
    exhibit = exhibit_of(SAMPLE)
    whole = everything_of(FORMAT, exhibit)
    monkeypatch.setattr("sources.text_blocks.BLOCK_CHARACTERS", 30)
    monkeypatch.setattr("sources.csv_rows._BLOCK_ROWS", 2)
    monkeypatch.setattr("sources.csv_rows._BLOCK_BYTES", 70)
    parts = everything_of(FORMAT, exhibit)
    assert parts.total == FORMAT.count(exhibit)
    for name, rows in whole.tables.items():
        assert rows.equals(parts.tables[name]), name
