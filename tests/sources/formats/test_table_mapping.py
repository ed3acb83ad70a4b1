"""Mapping files beside tables: recognised as papers without records, and heeded by the table's reader."""

from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.errors import SourceError, UnreadableExhibit
from sources.formats.nickname_table import FORMAT as NICKNAME_TABLE
from sources.formats.registration_table import FORMAT as REGISTRATION_TABLE
from sources.formats.table_mapping import FORMAT
from sources.record import Head

SAMPLES = Path(__file__).parents[2] / "data" / "table_mapping"


def sniffed(content, path="x.mapping.toml"):
    return FORMAT.sniff(Head(path, len(content), content))


def test_sample_settles_the_table(everything_of, exhibit_of):
    """Two columns that fight are settled by the file beside the table; the other one becomes a note or nothing."""
    table, mapping = SAMPLES / "accounts.csv", SAMPLES / "accounts.mapping.toml"
    unsettled = everything_of(REGISTRATION_TABLE, exhibit_of(table, "reg/accounts.csv"))
    assert unsettled.end.status == "partial"
    assert "手机号 and 联系电话" in unsettled.end.problem and "mapping file" in unsettled.end.problem
    exhibit = exhibit_of(table, "reg/accounts.csv", companions={"reg/accounts.mapping.toml": mapping})
    settled = everything_of(REGISTRATION_TABLE, exhibit)
    assert settled.end.status == "read"
    assert settled.tables["registration"].select("native_id", "phone").rows() == [
        ("hammer_01", "+8613800138000"),
        ("9912345", "+8613800138000"),
    ]
    assert settled.total == REGISTRATION_TABLE.count(exhibit) == 1


def test_the_file_itself_is_a_paper_without_records(everything_of, exhibit_of):
    """It is recognised by its name and read with nothing in it."""
    file = SAMPLES / "accounts.mapping.toml"
    exhibit = exhibit_of(file, "reg/accounts.mapping.toml")
    result = everything_of(FORMAT, exhibit)
    assert sniffed(file.read_bytes()) == 1
    assert sniffed(file.read_bytes(), "settings.toml") == sniffed(b"\x00" * 50) == sniffed(b"") == 0
    assert (result.end.status, result.total, FORMAT.count(exhibit)) == ("read", 0, 0)


def test_a_faulty_mapping_is_told_twice(everything_of, exhibit_of, exhibit_with, tmp_path):
    """The paper is refused with the mistake; the table is read without it and says so."""
    faulty = exhibit_with('[columns]\n"手机号" = "telephone"\n', "reg/accounts.mapping.toml")
    with pytest.raises(UnreadableExhibit, match="'telephone' is no target"):
        list(FORMAT.read(faulty))
    exhibit = exhibit_of(
        SAMPLES / "accounts.csv", "reg/accounts.csv", companions={"reg/accounts.csv.mapping.toml": faulty.file}
    )
    result = everything_of(REGISTRATION_TABLE, exhibit)
    assert result.end.status == "partial"
    assert "its mapping file was not used: accounts.csv.mapping.toml: 'telephone'" in result.end.problem
    assert result.record_count == 1


def mapped(exhibit_of, tmp_path, table, text, name="x.xlsx"):
    mapping = tmp_path / "mapping"
    mapping.write_text(text, encoding="utf-8")
    return exhibit_of(table, name, companions={"x.mapping.toml": mapping})


@pytest.fixture
def book(tmp_path):
    """A workbook whose heading nobody could know, below a title."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "A组"
    sheet.append(["内部资料"])
    sheet.append(["甲", "乙", "丙"])
    sheet.append(["锤子", "甲样", "13800138000"])
    file = tmp_path / "x.xlsx"
    book.save(file)
    return file


def test_unknown_headings_are_read_as_told(everything_of, exhibit_of, tmp_path, book):
    """Sheet, header row, kind and columns: a table that says nothing by itself is read."""
    text = (
        '[[sheet]]\nname = "A组"\nkind = "list"\nheader_row = 2\n[sheet.columns]\n"甲" = "moniker"\nB = "real_name"\n'
    )
    exhibit = mapped(exhibit_of, tmp_path, book, text)
    result = everything_of(NICKNAME_TABLE, exhibit)
    assert result.end.status == "read"
    assert result.tables["list_entry"].select("name", "name_kind", "note").rows() == [
        ("锤子", "nickname", "丙: 13800138000"),
        ("甲样", "real_name", "丙: 13800138000"),
    ]
    assert result.total == NICKNAME_TABLE.count(exhibit) == 1


def test_columns_that_are_not_there_are_told(everything_of, exhibit_of, tmp_path, book):
    """A misspelt heading is said, the rest is used."""
    text = 'kind = "list"\nheader_row = 2\n[columns]\n"甲" = "moniker"\n"丁" = "phone"\n'
    result = everything_of(NICKNAME_TABLE, mapped(exhibit_of, tmp_path, book, text))
    assert "sheet A组: x.mapping.toml names columns that aren't there: 丁" in result.end.problem
    assert result.tables["list_entry"]["name"].to_list() == ["锤子"]


def test_two_columns_said_to_hold_the_same_are_both_read(everything_of, exhibit_of, tmp_path):
    """Who says that both are phones gets both phones."""
    table = tmp_path / "x.csv"
    table.write_text("外号,手机号,联系电话\n锤子,13800138000,13900139000\n", encoding="utf-8")
    text = '[columns]\n"手机号" = "phone"\n"联系电话" = "phone"\n'
    result = everything_of(NICKNAME_TABLE, mapped(exhibit_of, tmp_path, table, text, "x.csv"))
    assert result.tables["selector"]["value"].to_list() == ["+8613800138000", "+8613900139000"]
    assert result.end.status == "read"


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=60) | st.binary(max_size=60))
def test_nothing_but_a_refusal_escapes(tmp_path_factory, exhibit_of, content):
    """Whatever stands in the file, it is read or refused in one sentence."""
    file = tmp_path_factory.mktemp("mapping") / "x"
    file.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8", errors="ignore"))
    try:
        (end,) = FORMAT.read(exhibit_of(file, "x.mapping.toml"))
    except SourceError:
        return
    assert end.status == "read"
