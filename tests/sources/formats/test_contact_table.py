"""Contacts without words: both sides, direction, count, kind; chats and rosters are left to their readers."""

from datetime import datetime
from pathlib import Path

import pytest

from sources.formats.contact_table import FORMAT
from sources.record import Head

SAMPLES = Path(__file__).parents[2] / "data" / "contact_table"


def sniffed(content, path="x.csv"):
    content = content if isinstance(content, bytes) else content.encode()
    return FORMAT.sniff(Head(path, len(content), content[: 64 * 1024]))


def test_calls_and_meetings(everything_of, exhibit_of):
    """Numbers are phones, names are people of the table, a row without a side is rejected and counted."""
    exhibit = exhibit_of(SAMPLES / "calls.csv")
    result = everything_of(FORMAT, exhibit)
    assert sniffed((SAMPLES / "calls.csv").read_bytes()) > 0
    assert (result.record_count, result.rejected_count, FORMAT.count(exhibit), result.end.status) == (3, 1, 4, "read")
    mark = exhibit.exhibit_id[:8]
    assert result.tables["contact"].select("account_id", "other_account_id", "kind", "contact_count").rows() == [
        ("phone:+8613800138000", "phone:+85512345678", "call", 3),
        ("phone:+8613900139000", "phone:+8613800138000", "call", 1),
        (f"unknown:Hammer~{mark}", f"unknown:Crab~{mark}", "meeting", 2),
    ]
    assert result.tables["account"].height == 5
    assert result.tables["name_observation"]["name"].to_list() == ["Hammer", "Crab"]


def test_times_of_contacts_are_kept(everything_of, exhibit_of):
    """A clock time is an instant of the seizure's zone; a bare day stays as written."""
    contact = everything_of(FORMAT, exhibit_of(SAMPLES / "calls.csv", timezone="Asia/Shanghai")).tables["contact"]
    assert contact.select("first_at", "last_at", "at_raw").rows() == [
        (datetime(2023, 4, 1, 2), datetime(2023, 4, 1, 2), "2023-04-01 10:00"),
        (datetime(2023, 4, 1, 3), datetime(2023, 4, 1, 3), "2023-04-01 11:00"),
        (None, None, "2023-04-02"),
    ]


@pytest.mark.parametrize(
    ("heading", "cells"),
    [
        ("from,to,first,last", "a,b,2023-04-01 10:00,2023-04-02 11:00"),
        ("主叫,被叫,首次通话时间,最后通话时间", "a,b,2023-04-01 10:00,2023-04-02 11:00"),
        ("from,to,last,first", "a,b,2023-04-01 10:00,2023-04-02 11:00"),
    ],
)
def test_first_and_last_time_make_a_window(everything_of, exhibit_of, tmp_path: Path, heading: str, cells: str):
    """Two times are the first and the last of the contacts, in whatever order the columns stand."""
    file = tmp_path / "x.csv"
    file.write_text(f"{heading}\n{cells}\n", encoding="utf-8")
    contact = everything_of(FORMAT, exhibit_of(file)).tables["contact"]
    assert contact.select("first_at", "last_at").rows() == [(datetime(2023, 4, 1, 10), datetime(2023, 4, 2, 11))]


@pytest.mark.parametrize(
    "rows", ["主叫,被叫,通话日期,通话时间\na,b,2023/4/1,10:30:05\n", "time,date,caller,callee\n10:30:05,2023/4/1,a,b\n"]
)
def test_date_and_clock_may_stand_in_two_columns(everything_of, exhibit_of, tmp_path: Path, rows: str):
    """A date beside a clock time is one instant, whichever comes first."""
    file = tmp_path / "x.csv"
    file.write_text(rows, encoding="utf-8")
    contact = everything_of(FORMAT, exhibit_of(file)).tables["contact"]
    assert contact["first_at"].to_list() == [datetime(2023, 4, 1, 10, 30, 5)]


def test_call_detail_records(everything_of, exhibit_of):
    """主叫 and 被叫 are the sides; local numbers are phones where the zone says the country."""
    exhibit = exhibit_of(SAMPLES / "cdr.csv", timezone="Asia/Shanghai")
    result = everything_of(FORMAT, exhibit)
    assert result.tables["contact"].select("account_id", "other_account_id", "contact_count").rows() == [
        ("phone:+8613800138000", "phone:+8613900139000", 4)
    ]
    assert (result.record_count, result.rejected_count) == (1, 1)


@pytest.mark.parametrize(
    "heading",
    ["from,to", "source;target;weight", "Caller\tCallee", "кто,кому,количество", "主叫,被叫", "Người gọi,Người nhận"],
)
def test_headings_of_two_sides_are_known(heading: str):
    """Two headings that belong together make a table of contacts."""
    sign = next(sign for sign in ",;\t" if sign in heading)
    assert sniffed(heading + "\n" + sign.join(["a", "b"]) + "\n") > 0


@pytest.mark.parametrize(
    "content",
    ["from,to,text\na,b,hello\n", "name,role\na,boss\n", "from,name\na,b\n", "от,текст\na,b\n", "just words\n", ""],
)
def test_other_tables_are_left_alone(content: str):
    """A chat, a roster or half a heading is no table of contacts."""
    assert sniffed(content) == 0.0


def test_heading_alone_is_empty(everything_of, exhibit_of, tmp_path: Path):
    """A table without rows is said to be empty."""
    file = tmp_path / "empty.csv"
    file.write_text("from,to\n")
    assert everything_of(FORMAT, exhibit_of(file)).end.status == "empty"
