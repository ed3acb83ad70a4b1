"""Rows of CSV files and the second way to count them."""

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources import csv_rows, text_blocks

_CELLS = st.text(st.sampled_from('ab,"\n 锤'), max_size=6)


@given(
    st.lists(st.lists(_CELLS, min_size=2, max_size=4), max_size=8),
    st.sampled_from(["\n", "\r\n"]),
    st.booleans(),
    st.integers(1, 30),
)
def test_rows_and_their_count_agree(tmp_path_factory, rows, end, has_last_end, size):
    """Cells come out as written, and counting line ends outside of quotes finds as many rows."""
    file = tmp_path_factory.mktemp("csv") / "table"
    with file.open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream, lineterminator=end).writerows(rows)
    if not has_last_end:
        file.write_bytes(file.read_bytes().removesuffix(end.encode()))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(text_blocks, "BLOCK_CHARACTERS", size)
        patch.setattr(csv_rows, "_BLOCK_ROWS", size)
        blocks = list(csv_rows.cell_blocks(file, "utf-8"))
        assert csv_rows.count_rows(file, "utf-8") == (len(rows), False)
    assert [cells for block in blocks for cells in block["cells"].to_list()] == rows
    assert [number for block in blocks for number in block["row"]] == list(range(1, len(rows) + 1))


def test_blank_lines_are_no_rows(tmp_path):
    """Empty lines between rows are skipped by both ways."""
    file = tmp_path / "table"
    file.write_text('\n\na,b\n\n\n"c\n\nd",e\n\n')
    (block,) = csv_rows.cell_blocks(file, "utf-8")
    assert block["cells"].to_list() == [["a", "b"], ["c\n\nd", "e"]]
    assert csv_rows.count_rows(file, "utf-8") == (2, False)


def test_an_open_quote_is_noticed(tmp_path):
    """A file cut inside a cell is told from a whole one."""
    file = tmp_path / "table"
    file.write_text('a,b\nc,"d\n')
    assert csv_rows.count_rows(file, "utf-8") == (2, True)


def test_cells_get_names_even_where_rows_are_short(tmp_path):
    """Missing cells are null, and the width of the row is told."""
    file = tmp_path / "table"
    file.write_text("\ufeffx, y\n1\n1,2,3\n", encoding="utf-8")
    (block,) = csv_rows.cell_blocks(file, "utf-8")
    names = csv_rows.heading(block)
    assert names == ["x", "y"]
    rows = csv_rows.named_cells(block[1:], names)
    assert rows.rows() == [(2, 1, "1", None), (3, 3, "1", "2")]
