"""Dates are compared however they are written."""

import numpy as np
import polars as pl
import pytest

from resolvers.records.comparison import level_of
from resolvers.records.dates import DateComparison


def _level(left, right):
    comparison = DateComparison("born", pl.Series("born", [left, right]))
    there, back = (np.array([place], dtype=np.int32) for place in (0, 1))
    assert (comparison.codes(there, back) == comparison.codes(back, there)).all()
    return comparison.levels[level_of(comparison.codes(there, back))[0]].name


@pytest.mark.parametrize(
    ("left", "right", "level"),
    [
        ("1980-03-02", "19800302", "equal"),
        ("1980-03-02", "2 Mar 1980", "equal"),
        ("1980-03-02", "1980年3月2日", "equal"),
        ("1980-03-22", "22/03/1980", "equal"),
        ("1980-03-02", "1980", "as far as given"),
        ("1980-03-02", "1980-03", "as far as given"),
        ("1980-03-02", "1980-02-03", "a slip apart"),
        ("1980-03-02", "1990-03-02", "a slip apart"),
        ("1980-03-02", "1980-03-27", "two parts of three"),
        ("1980-03-02", "1980-11-27", "same year"),
        ("1980-03-02", "1982-11-27", "years apart by two at most"),
        ("1980-03-02", "1955-11-27", "different"),
        ("1852-89-10", "1852-09-10", "a slip apart"),
        ("1980-03-02", None, "missing"),
        ("1975|1980-03-02", "1980-03-02", "equal"),
    ],
)
def test_two_dates_reach_a_level(left, right, level):
    """Formats, partial dates, slips, impossible dates and several dates in a cell."""
    assert _level(left, right) == level


def test_a_date_that_stands_for_none_is_none():
    """1 January 1900 in a third of a table says nothing; where it is as common as others it is a date."""
    known = [f"19{year:02d}-05-17" for year in range(30, 60)]
    filled = DateComparison("born", pl.Series("born", [*known, *["1900-01-01"] * 15]))
    assert (np.diff(filled.start) == [1] * 30 + [0] * 15).all()
    rare = DateComparison("born", pl.Series("born", [*known, *["1900-01-01"] * 2]))
    assert (np.diff(rare.start) == 1).all()
