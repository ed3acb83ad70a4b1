"""Sheets read by columns give exactly what row by row gives, whatever is merged, hidden or remarked in them."""

from itertools import chain

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.comments import Comment

from sources.formats.nickname_table import FORMAT as LISTS
from sources.formats.registration_table import FORMAT as REGISTRATIONS
from sources.record import EndOfExhibit, Exhibit
from sources.tables import table_reader, text_columns

HEADINGS = {
    LISTS.name: ["序号", "姓名", "外号", "职务", "微信号", "手机", "近况"],
    REGISTRATIONS.name: ["微信号", "昵称", "姓名", "身份证号", "绑定手机号", "注册IP", "注册时间"],
}
CELLS = [
    "锤子", "锤子、铁锤", "Lucky", "'x", "='y'", "无", "合计", "hammer_01", "wxid_sample00000001", "11010519491231002X",
    "13800138000", 13800138000, 1.5, 1234567890123456789, True, "8.8.8.8", "2024-10-04 11:42:05", " a ", None, None,
]  # fmt: skip
ROWS = st.lists(st.lists(st.sampled_from(CELLS), min_size=1, max_size=8), min_size=1, max_size=14)
MARKS = st.lists(st.tuples(st.sampled_from(["merge", "wide", "hide", "remark"]), st.integers(2, 14)), max_size=4)


@pytest.fixture(autouse=True, scope="module")
def by_columns_at_any_size():
    """Small sheets too are read in columns here, and in small blocks."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(text_columns, "_WORTH_ROWS", 1)
        patch.setattr(text_columns, "_BLOCK_ROWS", 5)
        yield


def read(source_format, file):
    """All rows by relation, in an order that doesn't depend on the way they were read."""
    tables, records, end = {}, 0, None
    for part in source_format.read(Exhibit("0" * 64, "微信.xlsx", file)):
        if isinstance(part, EndOfExhibit):
            end = part
        else:
            records += part.record_count
            for name, table in part.tables.items():
                tables.setdefault(name, []).extend(table.to_pylist())
    accounts = {row["account_id"] for row in tables.pop("account", [])}
    return {name: sorted(rows, key=repr) for name, rows in tables.items()}, accounts, records, end


def write(file, sheets, marks=()):
    """Write a workbook; marks go to all its sheets."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        for mark, number in marks:
            if mark == "hide":
                sheet.row_dimensions[number].hidden = True
            elif mark == "remark":
                sheet.cell(number, 9).comment = Comment("ask again", "x")
            else:
                sheet.merge_cells(f"B{number}:B{number + 2}" if mark == "merge" else f"A{number}:C{number}")
    book.save(file)


@pytest.mark.parametrize("source_format", [LISTS, REGISTRATIONS], ids=lambda found: found.name)
@settings(max_examples=15, deadline=None)
@given(rows=ROWS, marks=MARKS, has_second_heading=st.booleans())
def test_both_ways_give_the_same(tmp_path_factory, source_format, rows, marks, has_second_heading):
    """Records, locators, sentences and counts are those of reading row by row."""
    heading = HEADINGS[source_format.name]
    if has_second_heading:
        rows = [*rows[: len(rows) // 2], heading[::-1], *rows[len(rows) // 2 :]]
    file = tmp_path_factory.mktemp("book") / "x.xlsx"
    write(file, {"一组": [heading, *rows], "2!": [["note"], heading, *rows]}, marks)
    by_columns = read(source_format, file)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(table_reader, "sheet_in_columns", lambda found, *_: found)
        by_rows = read(source_format, file)
    assert by_columns == by_rows


def test_plain_rows_of_sheets_go_by_columns(tmp_path):
    """A plain roster is taken by columns, all of it, each row with its place in its sheet."""
    rows = [[n, "甲样", "锤子", "组长", f"sample_{n:03}", "19900001234", "在逃"] for n in range(12)]
    file = tmp_path / "x.xlsx"
    write(file, {name: [HEADINGS[LISTS.name], *rows] for name in ("一组", "二{}组")})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(text_columns, "add_record", None)
        tables, accounts, records, end = read(LISTS, file)
    assert (records, len(accounts), end.status) == (24, 12, "read")
    places = chain.from_iterable((f"row:{name}!{n}" for n in range(2, 14)) for name in ("一组", "二{}组"))
    assert {row["locator"] for row in tables["list_entry"]} == set(places)
