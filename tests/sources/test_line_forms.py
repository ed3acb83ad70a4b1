"""Lines that begin alike but for their digits: which they are, and where their numbers stand."""

import numpy as np
import polars as pl

from sources.line_forms import Form, LineBytes


def test_lines_of_a_form_are_found_and_their_numbers_read():
    """Digits may be any, other signs must be the same; a line that is too short or has other signs is none."""
    lines = LineBytes(
        pl.Series(["下午 12:30 - a", "下午 07:05 - ", "上午 07:05 - b", "下午 7:05 - b", "", "下午 12:30"])
    )
    form = Form("下午 12:30 - ")
    found = form.fits(lines, np.arange(6))
    assert found.tolist() == [0, 1]
    assert form.number(lines, found, (3, 5)).tolist() == [12, 7]
    assert form.number(lines, found, (6, 8)).tolist() == [30, 5]


def test_a_part_of_a_column_is_read_as_a_whole_one_is():
    """A slice of a column keeps its own lines."""
    lines = LineBytes(pl.Series(["1 a", "", "2 b", "c", "3 d"])[2:])
    assert lines.starting_with(b"0123456789").tolist() == [0, 2]
    assert Form("0 ").number(lines, np.array([0, 2]), (0, 1)).tolist() == [2, 3]
