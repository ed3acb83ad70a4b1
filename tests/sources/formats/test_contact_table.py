"""Contacts without words: both sides, direction, count, kind; chats and rosters are left to their readers."""

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
