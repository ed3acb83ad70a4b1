"""Custody forms as CSV and XLSX, in the layouts that people type them in, and CASE documents."""

import json

import openpyxl
import pytest

from sources.custody_form import FormHash, custody_form, read_custody_form
from sources.errors import SeizureSheetUnreadable


def _form(tmp_path, text, encoding="utf-8"):
    file = tmp_path / "custody.csv"
    file.write_bytes(text.encode(encoding))
    return file


def test_key_value_lines_are_read(tmp_path):
    """A form of `field,value` lines is read, own fields included, empty ones left open."""
    text = "Seizure record,\nAuthority,Northern district\nWho:,Li\nshelf,12\nTool,\n"
    assert read_custody_form(_form(tmp_path, text)) == {
        "authority": "Northern district",
        "seized_by": "Li",
        "shelf": "12",
    }


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_chinese_seizure_list_is_read(tmp_path, encoding):
    """A Chinese seizure list with a title, a header and several items gives the distinct values of each column."""
    text = (
        "扣押清单\n编号,物品名称,持有人,扣押人,扣押时间,扣押地点,备注\n"
        "1,手机,甲某,李警官,2021-06-01,4号房,\n2,电脑,甲某,李警官,2021-06-01,4号房,开机\n"
    )
    assert read_custody_form(_form(tmp_path, text, encoding)) == {
        "exhibit_number": "1; 2",
        "item": "手机; 电脑",
        "seized_from": "甲某",
        "seized_by": "李警官",
        "seized_at": "2021-06-01",
        "seized_where": "4号房",
        "note": "开机",
    }


def test_two_pairs_on_a_line_are_read(tmp_path):
    """A paper form with two fields side by side is read as pairs, not as a header."""
    text = "扣押机关,某分局,法律文书号,扣字1号\n扣押人,李警官,扣押时间,2021-06-01\n"
    assert read_custody_form(_form(tmp_path, text)) == {
        "authority": "某分局",
        "instrument": "扣字1号",
        "seized_by": "李警官",
        "seized_at": "2021-06-01",
    }


def test_english_table_of_two_columns_is_a_table(tmp_path):
    """Two known headings side by side are a header."""
    assert read_custody_form(_form(tmp_path, "Exhibit no,Description\nA1,phone\n")) == {
        "exhibit_number": "A1",
        "item": "phone",
    }


@pytest.mark.parametrize("content", [b"", b"colour,blue\n", b"PK\x03\x04\x00\x00\xff\xfe\xff"])
def test_file_that_is_no_form_is_explained(tmp_path, content):
    """What has no known heading or is no text is refused with the file's name."""
    file = tmp_path / "custody.csv"
    file.write_bytes(content)
    with pytest.raises(SeizureSheetUnreadable, match=r"custody\.csv"):
        read_custody_form(file)


def test_folder_and_absent_form_are_explained(tmp_path):
    """A folder or nothing in the place of the form is said so."""
    with pytest.raises(SeizureSheetUnreadable, match="is a folder"):
        read_custody_form(tmp_path)
    with pytest.raises(SeizureSheetUnreadable, match="can't be read"):
        read_custody_form(tmp_path / "nowhere.csv")


def _workbook(tmp_path, rows, merged=()):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for cells in merged:
        book.active.merge_cells(cells)
    file = tmp_path / "custody.xlsx"
    book.save(file)
    return file


def test_paper_form_in_a_workbook_is_read(tmp_path):
    """Labels and values in merged cells, a label without value, then a table, then signatures."""
    rows = [
        ["扣押清单", None, None, None],
        ["扣押机关", "某分局", "法律文书号", None],
        ["扣押人", "李警官", "扣押时间", "2021-06-01"],
        ["编号", "名称", "数量", "哈希值"],
        ["1", "手机", 1, "SHA256: " + "a" * 64],
        ["2", "电脑", 1, None],
        ["持有人", "甲某", "见证人", "乙某"],
    ]
    form = custody_form(_workbook(tmp_path, rows, ["A1:D1"]))
    assert form.fields == {
        "authority": "某分局",
        "seized_by": "李警官",
        "seized_at": "2021-06-01",
        "exhibit_number": "1; 2",
        "item": "手机; 电脑",
        "数量": "1",
        "hash": "SHA256: " + "a" * 64,
        "seized_from": "甲某",
        "signature": "乙某",
    }
    assert form.hashes == (FormHash("1 手机", ("手机",), "a" * 64),)


def test_hashes_are_told_by_heading_digits_or_words_in_the_cell(tmp_path):
    """A column MD5, two hashes in one cell, and a hash alone on its line with the form's exhibit."""
    table = f"Exhibit no,File name,MD5\nA1,chat.txt,{'1' * 32}\n"
    assert custody_form(_form(tmp_path, table)).hashes == (FormHash("A1", ("chat.txt",), f"md5:{'1' * 32}"),)
    lines = f"Exhibit no,A7\nItem,image\nHash,MD5 {'2' * 32} / SHA-1: {'3' * 40}\n"
    assert custody_form(_form(tmp_path, lines)).hashes == (
        FormHash("A7 image", (), f"md5:{'2' * 32}"),
        FormHash("A7 image", (), f"sha1:{'3' * 40}"),
    )


def test_workbook_without_headings_and_damaged_one_are_explained(tmp_path):
    """What can't be used is refused in one sentence."""
    file = _workbook(tmp_path, [["colour", "blue"]])
    with pytest.raises(SeizureSheetUnreadable, match="no known custody heading"):
        custody_form(file)
    file.write_bytes(file.read_bytes()[:600])
    with pytest.raises(SeizureSheetUnreadable, match="custody"):
        custody_form(file)


def test_case_document_tells_custody(tmp_path):
    """An InvestigativeAction gives who, when and the tool; JSON that tells none is refused."""
    action = {
        "@id": "kb:action1",
        "@type": "case-investigation:InvestigativeAction",
        "uco-core:name": "seized",
        "uco-action:startTime": {"@type": "xsd:dateTime", "@value": "2024-01-05T12:00:00Z"},
    }
    file = tmp_path / "case.jsonld"
    file.write_text(json.dumps({"@graph": [action]}))
    assert custody_form(file).fields == {"seized_at": "2024-01-05T12:00:00Z"}
    file.write_text("{}")
    with pytest.raises(SeizureSheetUnreadable, match="tells no custody"):
        custody_form(file)
