"""Sheets come back whatever a spreadsheet made of them; bad rows are named, good ones kept, nothing is taken twice."""

import csv
from pathlib import Path

import openpyxl
import pytest

from pipelines.cli.main import run as steelnail
from pipelines.judging.sheet import SheetUnreadable, read_sheet
from pipelines.judging.subject import Subject
from pipelines.judging.take_sheet import read_decisions, take_sheet
from pipelines.settings import Settings
from warehouse.journal import Journal

HEAD = ["card", "left", "right", "decision", "by", "because"]
ROWS = [
    ["1", "irc:a", "irc:b", "same", "Li", "voice note"],
    ["2", "irc:a", "irc:c", "", "Li", ""],
    ["3", "irc:a", "irc:d", "perhaps", "Li", "why"],
    ["4", "nonsense", "irc:d", "same", "Li", "why"],
    ["5", "irc:a", "irc:e", "different", "", "why"],
    ["6", "irc:a", "irc:f", "unsure", "Li", ""],
    ["7", "irc:a", "role:boss", "yes", "Wang", "they say so"],
]


@pytest.fixture
def home(tmp_path) -> Settings:
    return Settings(tmp_path / "home")


def _csv(file: Path, rows, *, delimiter=",", encoding="utf-8", start=""):
    with file.open("w", encoding=encoding, newline="") as stream:
        stream.write(start)
        csv.writer(stream, delimiter=delimiter).writerows(rows)
    return file


def _book(file: Path, rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(file)
    return file


def _recorded(home: Settings):
    return [entry.body for entry in Journal(home.journal).read_judgements()]


def test_good_rows_are_recorded_and_bad_ones_named(home, tmp_path):
    """Each bad row has its number and a sentence; rows without a decision are none; the rest is in the journal."""
    taken = take_sheet(home, _csv(tmp_path / "s.csv", [HEAD, *ROWS]))
    assert [(row.left, row.right, row.kind, row.judged_by) for row in _recorded(home)] == [
        ("account:irc:a", "account:irc:b", "pair", "Li"),
        ("account:irc:a", "role:boss", "role", "Wang"),
    ]
    assert taken.undecided == 1
    assert [row.number for row in taken.bad] == [4, 5, 6, 7]
    assert [
        word in row.problem for word, row in zip(["decision", "reference", "name", "readable"], taken.bad, strict=True)
    ]


def test_default_name_and_reason_fill_silent_rows(home, tmp_path):
    """--by and --because hold where a row says nothing."""
    taken = take_sheet(home, _csv(tmp_path / "s.csv", [HEAD, *ROWS]), judged_by="Zhao", reason="seen on paper")
    assert {(row.judged_by, row.reason) for row in taken.given} == {
        ("Li", "voice note"),
        ("Zhao", "why"),
        ("Li", "seen on paper"),
        ("Wang", "they say so"),
    }


def test_a_sheet_is_taken_once(home, tmp_path):
    """Taking the same sheet again records nothing new."""
    file = _csv(tmp_path / "s.csv", [HEAD, *ROWS])
    take_sheet(home, file)
    again = take_sheet(home, file)
    assert (len(again.given), again.repeated) == (0, 2)
    assert len(_recorded(home)) == 2


def test_a_dry_run_records_nothing(home, tmp_path):
    """Reading the decisions of a sheet leaves no trace."""
    assert len(read_decisions(home, _csv(tmp_path / "s.csv", [HEAD, *ROWS])).given) == 2
    assert not home.journal.exists()


@pytest.mark.parametrize("form", ["xlsx", "semicolon", "gb18030", "tab", "utf-16", "sep"])
def test_sheets_of_all_programs_are_read(tmp_path, form):
    """Workbooks, other delimiters, Chinese encodings and headings, and a sep= line give the same rows."""
    rows = [
        ["判定", "左", "备注一列", "右", "理由"],
        ["同一人", "irc:钉", "x", "irc:b", "电话, 语音"],
        ["", "", "", "", ""],
    ]
    match form:
        case "xlsx":
            file = _book(tmp_path / "s.xlsx", [["名单"], *rows])
        case "semicolon":
            file = _csv(tmp_path / "s.csv", rows, delimiter=";")
        case "gb18030":
            file = _csv(tmp_path / "s.csv", rows, encoding="gb18030")
        case "tab":
            file = _csv(tmp_path / "s.csv", rows, delimiter="\t", encoding="utf-8-sig")
        case "utf-16":
            file = _csv(tmp_path / "s.csv", rows, delimiter="\t", encoding="utf-16")
        case _:
            file = _csv(tmp_path / "s.csv", rows, delimiter=";", start="sep=;\r\n")
    ((_, row),) = read_sheet(file)
    assert row == {"decision": "同一人", "left": "irc:钉", "right": "irc:b", "because": "电话, 语音"}


def test_what_is_no_sheet_is_told_what_it_lacks(home, tmp_path, capsys):
    """A table without the columns, or no workbook at all, is one sentence and no traceback."""
    with pytest.raises(SheetUnreadable, match="left, right and decision"):
        list(read_sheet(_csv(tmp_path / "s.csv", [["a", "b"], ["1", "2"]])))
    broken = tmp_path / "s.xlsx"
    broken.write_bytes(b"PK\x03\x04 broken")
    assert steelnail(["--home", str(home.home), "judge", "--from", str(broken)]) == 1
    assert "no sound workbook" in capsys.readouterr().err


def test_bad_rows_end_the_command_with_one_and_good_ones_are_kept(home, tmp_path, capsys):
    """The command says how many rows were taken and names the refused ones."""
    file = _csv(tmp_path / "s.csv", [HEAD, *ROWS])
    assert steelnail(["--home", str(home.home), "judge", "--from", str(file)]) == 1
    said = capsys.readouterr()
    assert "2 decisions recorded, 0 known already, 1 without decision, 4 refused" in said.out
    assert "row 4: 'perhaps' is no decision" in said.err
    assert Subject("pair", "account:irc:a", "account:irc:b").kind == _recorded(home)[0].kind
