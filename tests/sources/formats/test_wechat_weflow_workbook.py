"""The WeFlow workbook reader: title rows, full and compact columns, words to the last sign, owner, damage."""

import importlib.util
import io
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.errors import SourceError, UnreadableExhibit
from sources.formats.wechat_weflow_workbook import FORMAT
from sources.registry import detect, read_head

FOLDER = Path(__file__).parents[2] / "data" / "wechat_weflow_workbook"
SAMPLE = FOLDER / "group.xlsx"
SPEC = importlib.util.spec_from_file_location("weflow_build", FOLDER / "build.py")
build = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(build)
GROUP, ANNA, BEN, ME = build.GROUP, build.ANNA, build.BEN, build.ME
COMPACT = ["序号", "时间", "发送者身份", "消息类型", "内容"]
PRIVATE = [*build.HEADING[:5], *build.HEADING[6:]]
TIME = "2023-05-01 09:00:05"


@pytest.fixture
def reading(exhibit_with, everything_of):
    """Reads a workbook (or bytes); what claims to be whole is accounted for."""

    def read(content, path="钢厂.xlsx", **more):
        if not isinstance(content, bytes):
            stream = io.BytesIO()
            content.save(stream)
            content = stream.getvalue()
        exhibit = exhibit_with(content, path, **more)
        found = everything_of(FORMAT, exhibit)
        if found.end.status == "read":
            assert found.total == FORMAT.count(exhibit)
        found.tables["message"] = found.tables["message"].sort("position")
        return found

    return read


def test_workbooks_are_known_by_their_heading(tmp_path):
    """The heading below the title rows decides; other workbooks and zips aren't taken."""
    assert detect(read_head(SAMPLE, "x.bin")) is FORMAT
    twin = tmp_path / "twin.xlsx"
    for heading in (["昵称", "微信号", "电话"], ["序号", "时间", "内容"]):
        build.workbook(heading, []).save(twin)
        assert FORMAT.sniff(read_head(twin, SAMPLE.name)) == 0
    twin.write_bytes(b"PK\x03\x04 no zip")
    assert FORMAT.sniff(read_head(twin, SAMPLE.name)) == 0


def test_group_is_read_as_written(reading):
    """Words to the last sign, kinds, times, names by kind, places by sheet and row, a row that is no message."""
    found = reading(SAMPLE.read_bytes(), owners={"wechat": ME})
    messages = found.tables["message"]
    assert messages["text"][0] == '\'今晚"十点"，\n开工 '
    assert messages["kind"].to_list() == ["text", "system", "text", "media"]
    assert messages["sent_at"][0] == datetime(2023, 5, 1, 1, 0, 5)
    assert messages["locator"].to_list()[:2] == ["row:聊天记录!5", "row:聊天记录!6"]
    assert found.tables["thread"].select("thread_id", "title", "kind").rows() == [(f"wechat:{GROUP}", "钢厂", "group")]
    names = found.tables["name_observation"].select("account_id", "name", "kind", "observer_account_id").rows()
    assert {
        (f"wechat:{ANNA}", "老螃蟹", "account_nickname", None),
        (f"wechat:{ANNA}", "螃蟹 水房", "remark", f"wechat:{ME}"),
        (f"wechat:{ANNA}", "掌柜", "group_card", None),
    } <= set(names)
    event = found.tables["membership_event"].row(0, named=True)
    assert (event["account_id"], event["actor_account_id"]) == (f"wechat:{BEN}", f"wechat:{ANNA}")
    assert found.tables["rejected_record"]["locator"].to_list() == ["row:聊天记录!9"]


def test_talk_of_two_shows_its_owner(reading):
    """In full columns whoever isn't the other end is the owner, and the talk is named after both."""
    rows = [
        [1, TIME, "老螃蟹", ANNA, "", "老螃蟹", "文本消息", "hi"],
        [2, TIME, "锤子", ME, "", "我", "文本消息", "ho"],
    ]
    found = reading(build.workbook(PRIVATE, rows, ANNA, "老螃蟹"))
    assert found.tables["thread"]["thread_id"].to_list() == [f"wechat:{ANNA}~{ME}"]
    assert found.tables["message"]["sender_account_id"].to_list() == [f"wechat:{ANNA}", f"wechat:{ME}"]


def test_compact_columns_have_names_only(reading):
    """The other end of a talk of two is known by the title rows; members of a group are names, shaped like ids too."""
    rows = [[1, TIME, "Lobster", "文本消息", "hi"], [2, TIME, "我", "文本消息", "ho"]]
    direct = reading(build.workbook(COMPACT, rows, "ann_the_crab", "Lobster"))
    assert direct.tables["message"]["sender_account_id"].to_list() == ["wechat:ann_the_crab", None]
    group = reading(build.workbook(COMPACT, rows))
    assert group.tables["account"]["is_display_name_only"].to_list() == [True]
    owned = reading(build.workbook(COMPACT, rows), owners={"wechat": ME})
    assert owned.tables["message"]["sender_account_id"][1] == f"wechat:{ME}"


def test_echotrace_has_no_title_rows(reading):
    """Its heading is the first row; the file's name is all that names the conversation."""
    book = openpyxl.Workbook()
    book.active.append(["序号", "时间", "发送者", "消息类型", "内容"])
    book.active.append([1, TIME, "Lobster", "文本消息", "hi"])
    found = reading(book, "钢厂.xlsx")
    assert found.tables["thread"].select("title", "kind").rows() == [("钢厂", "unknown")]
    assert found.tables["account"]["is_display_name_only"].to_list() == [True]


def test_a_book_of_two_chats_keeps_their_places(reading):
    """Sheets put together in one book are read one after the other, each row with its sheet."""
    book = build.workbook()
    second = book.copy_worksheet(book["聊天记录"])
    second.title = "二"
    found = reading(book)
    assert found.tables["message"]["locator"].to_list()[4:6] == ["row:二!5", "row:二!6"]
    assert found.record_count == 8


def test_empty_and_foreign_books(reading):
    """A heading alone is empty; a book without the heading, and a damaged one, are refused."""
    assert reading(build.workbook(rows=[])).end.status == "empty"
    with pytest.raises(UnreadableExhibit):
        reading(build.workbook(["a", "b"], []))
    with pytest.raises(UnreadableExhibit):
        reading(SAMPLE.read_bytes()[:-400])


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 5_000), st.binary(min_size=1, max_size=6))
def test_damage_never_crashes(tmp_path_factory, exhibit_of, everything_of, place, junk):
    """A damaged package is refused in one sentence or its counts agree."""
    content = SAMPLE.read_bytes()
    file = tmp_path_factory.mktemp("book") / "x.xlsx"
    file.write_bytes(content[:place] + junk + content[place + len(junk) :])
    exhibit = exhibit_of(file)
    try:
        found = everything_of(FORMAT, exhibit)
        assert found.end.status != "read" or found.total == FORMAT.count(exhibit)
    except SourceError as refusal:
        assert str(refusal)
