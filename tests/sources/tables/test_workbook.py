"""Workbooks: merged cells, hidden rows, and packages that must not be opened."""

import zipfile

import openpyxl
import pytest

from sources.errors import UnreadableExhibit
from sources.tables import workbook, workbook_package


@pytest.fixture
def saved(tmp_path):
    """Saves a workbook whose first sheet the caller fills."""

    def save(fill):
        book = openpyxl.Workbook()
        fill(book.active)
        file = tmp_path / "book.xlsx"
        book.save(file)
        return file

    return save


def read(file):
    return {o.name: list(rows) for o, rows in workbook.read_sheets(file, workbook_package.outlines(file))}


def test_merged_cells_fill_down_and_only_there(saved):
    """A merged cell speaks for all its rows; an empty cell below a plain one stays empty."""

    def fill(sheet):
        sheet.append(["组别", "外号"])
        sheet.append(["一组", "锤子"])
        sheet.append([None, "钢钉"])
        sheet.append(["二组", "螃蟹"])
        sheet.append([None, "包子"])
        sheet.merge_cells("A2:A3")

    (rows,) = read(saved(fill)).values()
    assert [row.cells[0] for row in rows] == ["组别", "一组", "一组", "二组", ""]
    assert rows[2].filled == {0}
    assert rows[2].own == [1]


def test_row_numbers_are_those_of_the_sheet(saved):
    """Rows keep their numbers when the sheet starts lower and further right."""
    (rows,) = read(saved(lambda sheet: sheet.cell(5, 3, "锤子"))).values()
    assert [(row.number, row.cells) for row in rows if row.own] == [(5, ("", "", "锤子"))]


def test_hidden_rows_and_wide_cells_are_marked(saved):
    """Hidden rows are read and marked; a row that is one wide cell is a banner."""

    def fill(sheet):
        sheet.append(["名单", None, None])
        sheet.append(["锤子"])
        sheet.merge_cells("A1:C1")
        sheet.row_dimensions[2].hidden = True

    (rows,) = read(saved(fill)).values()
    assert [(row.is_banner, row.is_hidden) for row in rows] == [(True, False), (False, True)]


def test_scan_sees_what_the_reader_sees(saved):
    """The XML scan finds the same texts as the library, dates apart."""

    def fill(sheet):
        sheet.append(["姓名", "手机号", "身份证号", None, "是否"])
        sheet.append(["甲样", 13800138000, 110105194912310021, " ", True])
        sheet.append(["乙样", "\t13900139000", "11010519491231002X"])

    file = saved(fill)
    (rows,) = read(file).values()
    ((_, scanned),) = [(name, list(rows)) for name, rows in workbook_package.scanned_rows(file)]
    assert [[cell for cell in row.cells if cell] for row in rows] == [
        [cell for cell in row.cells if cell] for row in scanned
    ]


def test_stray_cell_far_away_is_refused(saved):
    """A cell in the last corner of a sheet would need the memory of all before it: said, not tried."""

    def fill(sheet):
        sheet.append(["姓名", "外号"])
        sheet.cell(1_048_576, 16_384, "x")

    with pytest.raises(UnreadableExhibit, match="spans 1048576 rows"):
        read(saved(fill))


def with_part(file, name, content):
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr(name, content)
    return file


def test_zip_bomb_is_refused(saved):
    """A part that unpacks to hundreds of times its size is not opened."""
    file = with_part(saved(lambda sheet: sheet.append(["外号"])), "xl/bomb.xml", b"0" * (20 << 20))
    with pytest.raises(UnreadableExhibit, match="zip bombs"):
        workbook_package.outlines(file)


def test_damaged_package_is_refused(saved, tmp_path):
    """A workbook cut short is no workbook, and reading it says so in one sentence."""
    whole = saved(lambda sheet: sheet.append(["外号"])).read_bytes()
    cut = tmp_path / "cut.xlsx"
    cut.write_bytes(whole[: len(whole) // 2])
    assert not workbook_package.is_workbook(cut)
    with pytest.raises(UnreadableExhibit, match="damaged"):
        workbook_package.outlines(cut)


def test_entities_do_not_explode(saved, tmp_path):
    """Nested entities in a sheet are refused by the XML parser, not expanded."""
    layers = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    bomb = (
        f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e0 "锤">{layers}]><worksheet><sheetData><row r="1">'
        '<c r="A1" t="inlineStr"><is><t>&e11;</t></is></c></row></sheetData></worksheet>'
    )
    source = saved(lambda sheet: sheet.append(["外号"]))
    target = tmp_path / "entities.xlsx"
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, bomb if name.endswith("sheet1.xml") else old.read(name))
    with pytest.raises(UnreadableExhibit):
        workbook_package.outlines(target)
