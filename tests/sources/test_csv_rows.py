"""Rows of CSV files, by the quick way and by the forgiving one, and the second way to count them."""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources import csv_rows, text_blocks
from sources.csv_rows import CsvTable

_CELLS = st.text(st.sampled_from('ab,"\n 锤'), max_size=6)
NAMES = ["a", "b", "c", "d"]


def read(file, encoding="utf-8", names=NAMES):
    """The rows behind the heading as lists of the cells that are there, with their numbers."""
    table = CsvTable(file, encoding)
    blocks = list(table.blocks(names))
    rows = [list(row[2 : 2 + min(row[1], len(names))]) for block in blocks for row in block.rows()]
    return rows, [number for block in blocks for number in block["row"]], table


@settings(max_examples=60)
@given(
    st.lists(st.lists(_CELLS, min_size=2, max_size=4), min_size=1, max_size=8),
    st.sampled_from(["\n", "\r\n"]),
    st.booleans(),
    st.integers(1, 40),
)
def test_rows_and_their_count_agree(tmp_path_factory, rows, end, has_last_end, size):
    """Cells come out as written wherever blocks end, and counting line ends outside of quotes finds as many rows."""
    file = tmp_path_factory.mktemp("csv") / "table"
    with file.open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream, lineterminator=end).writerows(rows)
    if not has_last_end:
        file.write_bytes(file.read_bytes().removesuffix(end.encode()))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(text_blocks, "BLOCK_CHARACTERS", size)
        patch.setattr(csv_rows, "_BLOCK_ROWS", size)
        patch.setattr(csv_rows, "_BLOCK_BYTES", size)
        found, numbers, table = read(file)
        assert csv_rows.count_rows(file, "utf-8") == (len(rows), False)
    assert found == rows[1:]
    assert numbers == list(range(2, len(rows) + 1))
    assert table.heading == [name.strip("\ufeff \t") for name in rows[0]]


@settings(max_examples=80)
@given(st.text(st.sampled_from('ab,"\n\r 锤'), max_size=40), st.integers(1, 50))
def test_any_text_gives_the_cells_of_the_csv_module(tmp_path_factory, text, size):
    """Marks in odd places, lone line ends and blank lines are read as Python's own reader does."""
    file = tmp_path_factory.mktemp("csv") / "table"
    file.write_bytes(b"h,h\n" + text.encode())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(csv_rows, "_BLOCK_BYTES", size)
        found, _, table = read(file)
    expected = [cells[: len(NAMES)] for cells in csv.reader(io.StringIO(text, newline="")) if cells]
    assert found == expected
    assert table.ends_inside_quote == (text.count('"') % 2 == 1)


def test_blank_lines_are_no_rows(tmp_path):
    """Empty lines between rows are skipped by both ways."""
    file = tmp_path / "table"
    file.write_text('\n\na,b\n\n\n"c\n\nd",e\n\n')
    found, _, table = read(file)
    assert table.heading == ["a", "b"]
    assert found == [["c\n\nd", "e"]]
    assert csv_rows.count_rows(file, "utf-8") == (2, False)


def test_an_open_quote_is_noticed(tmp_path):
    """A file cut inside a cell is told from a whole one."""
    file = tmp_path / "table"
    file.write_text('a,b\nc,"d\n')
    assert csv_rows.count_rows(file, "utf-8") == (2, True)
    assert read(file)[2].ends_inside_quote


def test_cells_get_names_even_where_rows_are_short(tmp_path):
    """Missing cells are null, and the width of the row is told."""
    file = tmp_path / "table"
    file.write_text("\ufeffx, y\n1\n1,2,3\n", encoding="utf-8")
    table = CsvTable(file, "utf-8-sig")
    assert table.heading == ["x", "y"]
    (block,) = table.blocks()
    assert block.rows() == [(2, 1, "1", None), (3, 3, "1", "2")]


def test_other_encodings_are_read(tmp_path):
    """A table in the Chinese code page, and one in UTF-16, give the same cells."""
    file = tmp_path / "table"
    for encoding in ("gb18030", "utf-16"):
        file.write_bytes('h,h\n锤子,"钢,钉"\n'.encode(encoding))
        assert read(file, encoding)[0] == [["锤子", "钢,钉"]]
