"""Tables in other containers: old workbooks, web pages and XML under the ending .xls."""

import datetime
import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.errors import SourceError, UnreadableExhibit
from sources.tables import sheets, workbook_xls


def rows_of(file, problems=None):
    problems = [] if problems is None else problems
    return {name: list(rows) for name, rows in sheets.read_sheets(file, problems)}


def scanned(file):
    return {name: list(rows) for name, rows in sheets.scanned_sheets(file)}


def texts(rows):
    return [(row.number, [cell for cell in row.cells if cell], row.is_banner) for row in rows if row.own]


# --- old workbooks, put together from records of [MS-XLS] ------------------------------------------------------------


def record(kind, content):
    return struct.pack("<HH", kind, len(content)) + content


def label(row, column, text):
    encoded = text.encode("utf-16-le")
    return record(0x0204, struct.pack("<HHHHB", row, column, 0, len(text), 1) + encoded)


def number(row, column, value, style=0):
    return record(0x0203, struct.pack("<HHHd", row, column, style, value))


def bof(kind):
    return record(0x0809, struct.pack("<HHHHII", 0x0600, kind, 0x0DBB, 0x07CC, 0, 6))


def old_workbook(names_and_cells, hidden=(), is_1904=False):
    """A BIFF8 stream without container; sheets as (name, cell records)."""
    font = record(0x0031, struct.pack("<HHHHHBBBBB", 200, 0, 0x7FFF, 400, 0, 0, 0, 0, 0, 5) + b"\x00" + b"Arial")
    styles = [
        record(0x00E0, struct.pack("<HHHBBBBIIH", 0, form, 0xFFF5, 0x20, 0, 0, 0xF4, 0, 0, 0)) for form in (0, 22)
    ]
    start = bof(0x0005) + record(0x0022, struct.pack("<H", is_1904)) + font * 5 + b"".join(styles)
    entries = [
        lambda place, name=name, index=index: record(
            0x0085,
            struct.pack("<IBBBB", place, index in hidden, 0, len(name), 1) + name.encode("utf-16-le"),
        )
        for index, (name, _) in enumerate(names_and_cells)
    ]
    end = record(0x000A, b"")
    place = len(start) + sum(len(entry(0)) for entry in entries) + len(end)
    bound, parts = b"", b""
    for entry, (_, cells) in zip(entries, names_and_cells, strict=True):
        sheet = bof(0x0010) + cells + end
        bound += entry(place + len(parts))
        parts += sheet
    return start + bound + end + parts


def in_container(stream):
    """The stream as the Workbook stream of a compound file."""
    stream += b"\0" * (max(4096, -(-len(stream) // 512) * 512) - len(stream))
    count = len(stream) // 512
    # sector 0 FAT, sector 1 directory, then the stream
    chain = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, count + 2), 0xFFFFFFFE]
    fat = struct.pack("<128I", *(chain + [0xFFFFFFFF] * (128 - len(chain))))

    def entry(name, kind, start, size, child=0xFFFFFFFF):
        encoded = name.encode("utf-16-le") + b"\0\0"
        return encoded.ljust(64, b"\0") + struct.pack(
            "<HBBIII16sIQQIQ", len(encoded), kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, child, b"", 0, 0, 0, start, size
        )

    directory = entry("Root Entry", 5, 0xFFFFFFFE, 0, 1) + entry("Workbook", 2, 2, len(stream))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    header += struct.pack("<109I", 0, *([0xFFFFFFFF] * 108))
    return header + fat + directory.ljust(512, b"\0") + stream


def merged(top, bottom, left, right):
    return record(0x00E5, struct.pack("<HHHHH", 1, top, bottom, left, right))


def hidden_row(index):
    return record(0x0208, struct.pack("<HHHHHHI", index, 0, 4, 255, 0, 0, 0x0120))


ROSTER = (
    label(0, 0, "花名册")
    + b"".join(label(1, column, text) for column, text in enumerate(["姓名", "外号", "组别", "手机"]))
    + label(2, 0, "甲样") + label(2, 1, "锤子") + label(2, 2, "一组") + number(2, 3, 13800138000.0)
    + label(3, 0, "乙样") + label(3, 1, "螃蟹") + number(3, 3, 6222021234567890.0)
    + hidden_row(3) + merged(0, 0, 0, 3) + merged(2, 3, 2, 2)
)  # fmt: skip


@pytest.fixture
def roster(tmp_path):
    file = tmp_path / "roster"
    file.write_bytes(
        in_container(old_workbook([("名单", ROSTER), ("旧", label(0, 0, "外号") + label(1, 0, "茶壶"))], {1}))
    )
    return file


def test_old_workbook(roster):
    """Merged cells, hidden rows and sheets, damaged numbers: as in a new one."""
    found = rows_of(roster)
    first, second = found["名单"], found["旧"]
    assert first[0].is_banner
    assert first[3].cells == ("乙样", "螃蟹", "一组", "6222021234567890")
    assert (first[3].filled, first[3].lossy, first[3].is_hidden, first[2].is_hidden) == ({2}, {3}, True, False)
    assert first[2].cells[3] == "13800138000"
    assert all(row.is_hidden for row in second)
    assert texts(scanned(roster)["旧"]) == texts(second)
    assert [row for row, _, _ in texts(scanned(roster)["名单"])] == [row for row, _, _ in texts(first)]


@pytest.mark.parametrize(("is_1904", "day"), [(False, datetime.date(2024, 10, 4)), (True, datetime.date(2028, 10, 5))])
def test_date_systems(tmp_path, is_1904, day):
    """The same number is another day where the workbook counts from 1904."""
    file = tmp_path / "x"
    file.write_bytes(in_container(old_workbook([("a", number(0, 0, 45569.5, style=1))], is_1904=is_1904)))
    (rows,) = rows_of(file).values()
    assert rows[0].cells == (f"{day} 12:00:00",)


def test_other_documents_in_the_same_container_are_left_alone(tmp_path):
    """A Word file or mail has no Workbook stream."""
    file = tmp_path / "x"
    file.write_bytes(in_container(b"x" * 5000).replace("Workbook".encode("utf-16-le"), "WordDocu".encode("utf-16-le")))
    assert sheets.container_of(file) is None


def test_damaged_old_workbook_is_read_as_far_as_it_goes_or_refused(roster, tmp_path):
    """Cut or bent at any place, nothing but a refusal escapes."""
    content = roster.read_bytes()
    file = tmp_path / "cut"
    outcomes = set()
    for end in range(600, len(content), 97):
        file.write_bytes(content[:end])
        if sheets.container_of(file) != "xls":
            continue
        problems = []
        try:
            outcomes.add(("read", bool(problems) or bool(rows_of(file, problems))))
        except UnreadableExhibit:
            outcomes.add(("refused", True))
    assert outcomes


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_bent_bytes_never_crash(tmp_path_factory, data):
    """Any byte of an old workbook may be wrong: it is read the same twice, or refused in words."""
    content = bytearray(in_container(old_workbook([("名单", ROSTER)])))
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(8, len(content) - 1))] = data.draw(st.integers(0, 255))
    file = tmp_path_factory.mktemp("bent") / "x"
    file.write_bytes(bytes(content))
    for look in (rows_of, scanned):
        try:
            assert list(look(file)) == list(look(file))
        except SourceError as error:
            assert str(error)


def test_comments_of_old_workbooks(roster, monkeypatch):
    """Comments on cells come with their row."""

    class Note:
        text = "在逃"

    opened = workbook_xls._opened

    def with_note(file, problems):
        book = opened(file, problems)
        sheet = book.sheet_by_index(0)
        sheet.cell_note_map = {(2, 1): Note()}
        monkeypatch.setattr(book, "sheet_by_index", lambda index: sheet)
        return book

    monkeypatch.setattr(workbook_xls, "_opened", with_note)
    assert rows_of(roster)["名单"][2].comments == ("在逃",)


def test_a_row_that_the_reader_loses_is_counted(roster, monkeypatch):
    """The count walks the raw records, so a row that xlrd doesn't give is noticed."""
    whole = sum(bool(row.own) for row in scanned(roster)["名单"])
    monkeypatch.setattr(workbook_xls, "_rows_with_cells", lambda file: [{0, 1, 2, 3, 7}, {0, 1}])
    assert sum(bool(row.own) for row in scanned(roster)["名单"]) == whole + 1
    monkeypatch.undo()
    assert workbook_xls._rows_with_cells(roster) == [{0, 1, 2, 3}, {0, 1}]


# --- web pages -------------------------------------------------------------------------------------------------------

PAGE = """<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta charset="{charset}"></head><body>
<table border=1><tr><td colspan=4>花名册</td></tr>
<tr><th>姓名</th><th>外号</th><th>组别</th><th>手机</th></tr>
<tr><td>甲样</td><td>锤子<br>铁锤</td><td rowspan="2">一组<td x:num="13800138000">1.38E+10</td></tr>
<tr style="display: none"><td>乙样<td>螃蟹<table><tr><td>内</td></tr></table><td>&nbsp;13900139000
<tr><td>丙样</td><td>包子</td><td></td><td>6.22202E+15</td></tr>
</table></body></html>"""


@pytest.mark.parametrize("charset", ["utf-8", "gb2312", "big5"])
def test_web_page(tmp_path, charset):
    """Spans are merged cells, line ends in a cell stay, and hidden rows are marked, in whatever encoding."""
    file = tmp_path / "x.xls"
    text = PAGE.format(charset=charset)
    file.write_bytes(
        text.translate(str.maketrans("册样铁锤组机内号别", "冊樣鐵錘組機內號別")).encode("big5")
        if charset == "big5"
        else text.encode(charset)
    )
    assert sheets.container_of(file) == "html"
    ((name, rows),) = rows_of(file).items()
    assert name == "table1"
    assert rows[0].is_banner
    assert rows[2].cells[1].count("\n") == 1
    assert rows[2].cells[3] == "13800138000"
    assert rows[3].cells[2:] == (rows[2].cells[2], "13900139000")
    assert (rows[3].filled, rows[3].is_hidden, rows[4].lossy) == ({2}, True, {3})
    assert rows[3].cells[1] == ("螃蟹內" if charset == "big5" else "螃蟹内")
    ((_, again),) = scanned(file).items()
    assert [(row.number, row.own, row.is_banner) for row in again] == [
        (row.number, row.own, row.is_banner) for row in rows
    ]


TAGS = st.sampled_from(
    [
        *("<table>", "</table>", "<tr>", "</tr>", "<td>", "</td>", "<th>", "<td rowspan=3>", "<td colspan=2>", "<br>"),
        *("锤子", "&amp;", "<!--", "-->", "<td rowspan='x'>", "<td", ">", "<b>"),
    ]
)


@settings(max_examples=40, deadline=None)
@given(st.lists(TAGS, max_size=25))
def test_broken_pages_never_crash(tmp_path_factory, tags):
    """Whatever tags a page has, both parsers come to an end, and what stands before them is kept."""
    file = tmp_path_factory.mktemp("page") / "x"
    file.write_text("<html><table><tr><td>外号" + "".join(tags), encoding="utf-8")
    assert "外号" in str(rows_of(file))
    assert list(scanned(file)) == list(scanned(file))


# --- XML Spreadsheet 2003 --------------------------------------------------------------------------------------------

XML = """<?xml version="1.0"?>
<?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"
 xmlns:x="urn:schemas-microsoft-com:office:excel">
<Worksheet ss:Name="名单"><Table>
<Row><Cell ss:MergeAcross="3"><Data ss:Type="String">花名册</Data></Cell></Row>
<Row ss:Index="3"><Cell><Data ss:Type="String">姓名</Data></Cell><Cell><Data ss:Type="String">外号</Data></Cell>
<Cell><Data ss:Type="String">组别</Data></Cell><Cell><Data ss:Type="String">手机</Data></Cell></Row>
<Row><Cell><Data ss:Type="String">甲样</Data></Cell><Cell><Data ss:Type="String">锤子</Data>
<Comment ss:Author="x"><ss:Data>在逃</ss:Data></Comment></Cell>
<Cell ss:MergeDown="1"><Data ss:Type="String">一组</Data></Cell><Cell><Data ss:Type="Number">13800138000</Data></Cell></Row>
<Row ss:Hidden="1"><Cell><Data ss:Type="String">乙样</Data></Cell><Cell ss:Index="4"><Data ss:Type="Number">6222021234567890</Data></Cell></Row>
<Row><Cell ss:Index="2"><Data ss:Type="DateTime">2024-10-04T11:42:00.000</Data></Cell><Cell><Data ss:Type="Error">#N/A</Data></Cell></Row>
</Table></Worksheet>
<Worksheet ss:Name="旧 &amp; alt"><Table><Row><Cell><Data ss:Type="String">外号</Data></Cell></Row></Table>
<WorksheetOptions xmlns="urn:schemas-microsoft-com:office:excel"><Visible>SheetHidden</Visible></WorksheetOptions></Worksheet>
</Workbook>"""  # noqa: E501 - one row a line


def test_xml_workbook(tmp_path):
    """Index, merges, hidden rows and sheets, comments, types: all understood, and counted alike by another parser."""
    file = tmp_path / "x.xls"
    file.write_text(XML, encoding="utf-8")
    assert sheets.container_of(file) == "xml"
    found = rows_of(file)
    title, heading, first, second, third = found["名单"]
    assert (title.is_banner, heading.number) == (True, 3)
    assert (first.comments, first.cells[3]) == (("在逃",), "13800138000")
    assert (second.cells, second.filled, second.lossy) == (("乙样", "", "一组", "6222021234567890"), {2}, {3})
    assert (second.is_hidden, third.cells) == (True, ("", "2024-10-04 11:42:00", ""))
    assert found["旧 & alt"][0].is_hidden
    again = scanned(file)
    assert {name: [(row.number, row.own, row.is_banner) for row in rows] for name, rows in again.items()} == {
        name: [(row.number, row.own, row.is_banner) for row in rows] for name, rows in found.items()
    }


def test_xml_cut_anywhere(tmp_path):
    """What stands before the cut is kept, and the problem is told."""
    file = tmp_path / "x"
    for end in range(500, len(XML) - 15, 61):
        file.write_text(XML[:end], encoding="utf-8")
        problems = []
        rows_of(file, problems)
        assert problems, end
        scanned(file)


def test_xml_with_a_document_type_is_refused(tmp_path):
    """Entities are how XML bombs are built."""
    file = tmp_path / "x"
    file.write_text(XML.replace("<Workbook", '<!DOCTYPE w [<!ENTITY e "锤">]><Workbook', 1), encoding="utf-8")
    assert sheets.container_of(file) != "xml"
