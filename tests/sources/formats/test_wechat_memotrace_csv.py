"""The MemoTrace reader: ragged rows, private chats without ids, names by observer, damage, no record lost."""

import csv
import io
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.errors import UnreadableExhibit
from sources.formats.wechat_memotrace_csv import FORMAT
from sources.registry import read_head

SAMPLE = Path(__file__).parents[2] / "data" / "wechat_memotrace_csv" / "messages.csv"
COLUMNS = ["localId", "TalkerId", "Type", "SubType", "IsSender", "CreateTime", "Status", "StrContent", "StrTime"]
COLUMNS += ["Remark", "NickName", "Sender"]
PRIVATE = ["4", "5", "1", "0", "0", "1682902803", "2", "hi", "2023-05-01 09:00:03"]
MEMBER = [*PRIVATE[:1], "3", *PRIVATE[2:], "老螃蟹", "小螃蟹", "wxid_aaaaaaaaaaaa11"]


def table(rows, end="\r\n"):
    stream = io.StringIO()
    csv.writer(stream, lineterminator=end).writerows([COLUMNS, *rows])
    return "\ufeff" + stream.getvalue()


@pytest.fixture
def reading(tmp_path, exhibit_of, everything_of):
    """Reads a text (or bytes) as an export; checks that no record is lost."""

    def read(text, path="messages.csv", **more):
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
    """The sample: a group and a private chat in one file."""
    exhibit = exhibit_of(SAMPLE)
    found = everything_of(FORMAT, exhibit)
    assert found.total == FORMAT.count(exhibit)
    found.tables["message"] = found.tables["message"].sort("position")
    return found


def test_export_is_known_by_its_columns(tmp_path):
    """The heading decides; the other tool's table isn't taken."""
    assert FORMAT.sniff(read_head(SAMPLE, "x.bin")) > 0.9
    for twin in ("id,MsgSvrID,type_name,is_sender,talker,room_name,msg,src,CreateTime\n", "IsSender,StrContent\n", ""):
        file = tmp_path / "twin.csv"
        file.write_text(twin)
        assert FORMAT.sniff(read_head(file, "messages.csv")) == 0


def test_ragged_rows_are_read(sample):
    """Rows of nine and of twelve cells are read, a torn one is rejected with its place."""
    messages = sample.tables["message"]
    assert messages["kind"].to_list() == ["text", "system", "text", "text", "media"]
    assert messages["sent_at"][0] == datetime(2023, 5, 1, 1)
    assert set(messages["time_basis"]) == {"epoch_s"}
    assert sample.tables["rejected_record"]["locator"].to_list() == ["row:7"]


def test_names_are_told_apart_by_kind(sample):
    """Remark and nickname of a member are two observations; where they are equal there is no remark."""
    names = sample.tables["name_observation"].filter(sample.tables["name_observation"]["name"].str.contains("螃蟹"))
    assert set(names.select("name", "kind").rows()) == {("小螃蟹", "account_nickname"), ("老螃蟹", "remark")}


def test_equal_remark_is_no_remark(reading):
    """The tool writes the nickname where the owner gave no remark."""
    found = reading(table([[*MEMBER[:9], "小螃蟹", "小螃蟹", MEMBER[11]]]))
    assert found.tables["name_observation"]["kind"].to_list() == ["account_nickname"]


def test_remark_is_signed_by_a_given_owner(reading):
    """With a known owner the remark has its observer."""
    found = reading(table([MEMBER]), owners={"wechat": "wxid_me"})
    observers = dict(found.tables["name_observation"].select("kind", "observer_account_id").rows())
    assert observers == {"remark": "wechat:wxid_me", "account_nickname": None}


def test_names_in_events_find_their_account(sample):
    """A name that the file ties to one id means that account; another is a name in its thread."""
    event = sample.tables["membership_event"].row(0, named=True)
    assert (event["event"], event["actor_account_id"]) == ("remove", "wechat:wxid_aaaaaaaaaaaa11")
    assert event["account_id"].startswith("wechat:馒头~")


def test_owner_is_shown_by_groups(sample):
    """A row of a group shows the owner's id, which then stands beside own rows of private chats of the same file."""
    senders = sample.tables["message"]["sender_account_id"].to_list()
    assert senders[2] == senders[4] == "wechat:wxid_me000000000000"
    owners = sample.tables["account"].filter(sample.tables["account"]["is_owner"])
    assert owners["native_id"].to_list() == ["wxid_me000000000000"]


def test_owner_is_never_invented(reading):
    """An own row of a file of private chats has no account, unless the seizure says whose phone it was."""
    own = [*PRIVATE[:4], "1", *PRIVATE[5:]]
    assert reading(table([PRIVATE, own])).tables["message"]["sender_account_id"].to_list()[1] is None
    found = reading(table([PRIVATE, own]), owners={"wechat": "wxid_me"})
    assert found.tables["message"]["sender_account_id"].to_list()[1] == "wechat:wxid_me"


def test_two_owners_are_none(reading):
    """A file put together from two phones names neither as the owner of private chats."""
    rows = [[*MEMBER[:4], "1", *MEMBER[5:11], owner] for owner in ("wxid_me", "wxid_you")]
    found = reading(table([*rows, [*PRIVATE[:4], "1", *PRIVATE[5:]]]))
    assert found.tables["message"]["sender_account_id"].to_list() == ["wechat:wxid_me", "wechat:wxid_you", None]


def test_private_chat_is_named_by_its_path(reading):
    """The id in the path is the other end, the words before it are what the owner calls it."""
    found = reading(table([PRIVATE]), "聊天记录/老钢钉(wxid_bbbbbbbbbbbb22)/老钢钉.csv")
    assert found.tables["message"]["sender_account_id"].to_list() == ["wechat:wxid_bbbbbbbbbbbb22"]
    assert found.tables["name_observation"].select("name", "kind").rows() == [("老钢钉", "remark")]
    assert found.tables["thread"].select("thread_id", "kind").rows() == [("wechat:wxid_bbbbbbbbbbbb22", "direct")]


def test_a_file_name_is_no_account(reading):
    """A private chat without an id in its path is with a name of its thread, however the file is called."""
    found = reading(table([PRIVATE]), "export/messages.csv")
    assert found.tables["account"]["is_display_name_only"].to_list() == [True]
    assert found.tables["thread"].select("title", "kind").rows() == [("messages", "direct")]
    assert found.tables["name_observation"].is_empty()


def test_conversations_of_one_file_stay_apart(sample):
    """TalkerId parts the conversations; which are groups shows in the rows."""
    assert sample.tables["thread"]["kind"].to_list() == ["group", "direct"]
    assert sample.tables["message"]["thread_id"].n_unique() == 2


def test_local_ids_are_no_message_ids(reading):
    """Local ids repeat over databases: equal rows are all kept."""
    found = reading(table([MEMBER, MEMBER]))
    assert (found.record_count, found.duplicate_count) == (2, 0)
    assert found.tables["message"]["native_message_id"].null_count() == 2


def test_cut_files_are_partial(reading):
    """A file that ends inside a quoted cell is read up to there, and says so."""
    text = table([MEMBER, [*MEMBER[:7], "cut\nhere", *MEMBER[8:]]])
    found = reading(text[: text.index("here")])
    assert (found.end.status, found.record_count, found.rejected_count) == ("partial", 1, 1)


def test_empty_and_foreign_tables(reading):
    """A heading alone is empty; a table without the tool's columns is refused."""
    assert reading(table([])).end.status == "empty"
    with pytest.raises(UnreadableExhibit):
        reading("a,b\n1,2\n")


def test_gb18030_is_read(reading):
    """A table saved in the Chinese code page gives the same words."""
    found = reading(table([[*MEMBER[:7], "今晚开工", *MEMBER[8:]]])[1:].encode("gb18030"))
    assert found.tables["message"]["text"].to_list() == ["今晚开工"]


# A lone CR is no part of a cell here: the tools' CSV writer leaves it unquoted where lines end with LF.
_CELLS = st.text(st.sampled_from('ab,"\n 锤'), max_size=8)


@given(st.lists(st.tuples(_CELLS, st.sampled_from([3, 9, 10, 12, 14])), max_size=12), st.sampled_from(["\n", "\r\n"]))
def test_every_record_is_accounted_for(tmp_path_factory, exhibit_of, everything_of, rows, end):
    """Read and rejected records add up to the independent count, whatever people write."""
    cells = [[*MEMBER[:7], text, *MEMBER[8:], "x", "y"][:width] for text, width in rows]
    file = tmp_path_factory.mktemp("wechat") / "export.csv"
    file.write_bytes(table(cells, end).encode())
    exhibit = exhibit_of(file)
    found = everything_of(FORMAT, exhibit)
    assert found.total == FORMAT.count(exhibit) == len(rows)


def test_small_blocks_change_nothing(monkeypatch, exhibit_of, everything_of):
    """Rows in several blocks are read as if the file were one block."""
    exhibit = exhibit_of(SAMPLE)
    whole = everything_of(FORMAT, exhibit)
    monkeypatch.setattr("sources.text_blocks.BLOCK_CHARACTERS", 30)
    monkeypatch.setattr("sources.csv_rows._BLOCK_ROWS", 2)
    monkeypatch.setattr("sources.csv_rows._BLOCK_BYTES", 70)
    parts = everything_of(FORMAT, exhibit)
    assert parts.total == FORMAT.count(exhibit)
    for name, rows in whole.tables.items():
        assert rows.equals(parts.tables[name]), name
