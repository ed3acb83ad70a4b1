"""Delimited text: rows as a spreadsheet program shows them, and the same rows by a second way."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.tables import delimited

CELLS = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=8) | st.sampled_from(
    ['a "quoted" word', "two\nlines", ",", ";", '"', "", " ", "锤子"]
)


@pytest.fixture
def written(tmp_path):
    """Writes text to a file."""

    def write(text):
        file = tmp_path / "table.csv"
        file.write_text(text, encoding="utf-8", newline="")
        return file

    return write


def test_rows_count_as_a_spreadsheet_shows_them(written):
    """Blank rows count, quoted line breaks don't, the sep line is no row."""
    file = written('sep=;\na;b\n\n"x\ny";z\n')
    rows = list(delimited.read_rows(file, "utf-8", ";"))
    assert [(row.number, row.cells) for row in rows] == [(1, ("a", "b")), (2, ()), (3, ("x\ny", "z"))]


@given(st.lists(st.lists(CELLS, min_size=1, max_size=4), max_size=8), st.sampled_from(delimited.DELIMITERS))
def test_both_ways_see_the_same_rows(tmp_path_factory, rows, delimiter):
    """The scan that counts and the parser that reads find the same cells in whatever csv writes."""
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\n").writerows(rows)
    file = tmp_path_factory.mktemp("csv") / "table.csv"
    file.write_text(text.getvalue(), encoding="utf-8", newline="")
    assert not delimited.has_unclosed_quote(file, "utf-8", delimiter)
    parsed = [[cell for cell in row.cells if cell] for row in delimited.read_rows(file, "utf-8", delimiter)]
    scanned = [[cell for cell in row.cells if cell] for row in delimited.scanned_rows(file, "utf-8", delimiter)]
    assert [row for row in parsed if row] == [row for row in scanned if row]


@pytest.mark.parametrize(
    ("text", "is_unclosed"),
    [
        ('a,b\n"x,y\nz,w\n', True),
        ('a,b\n绰号"锤子",y\n', False),
        ('a,b\n5" disk,y\n', False),
        ('a,b\n"x,y\nz,"w" u\nv,t\n', True),
        ('a,b\n"x\ny",z\n', False),
        ('a,b\n"x' + "\ny" * 80 + '",z\n', True),
    ],
)
def test_forgotten_quotation_marks_are_seen(written, text, is_unclosed):
    """A mark that opens a cell and would swallow the rest is seen; marks inside cells are harmless."""
    assert delimited.has_unclosed_quote(written(text), "utf-8", ",") is is_unclosed
