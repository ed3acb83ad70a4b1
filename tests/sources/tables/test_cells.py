"""Cells become the text a person reads; damaged numbers say so."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.tables.cells import cell_text


@pytest.mark.parametrize(
    ("value", "text", "is_lossy"),
    [
        (13800138000.0, "13800138000", False),
        (13800138000, "13800138000", False),
        (1.5, "1.5", False),
        (110105194912310021, "1.1010519491231002e+17", True),
        (6222021234567890, "6222021234567890", True),
        ("6.22E+17", "6.22E+17", True),
        ("622202123456789000", "622202123456789000", True),
        ("11010519491231002X", "11010519491231002X", False),
        ("\t13800138000", "13800138000", False),
        ("'13800138000", "13800138000", False),
        ('="13800138000"', "13800138000", False),
        (datetime(2024, 10, 4, 11, 42, 5), "2024-10-04 11:42:05", False),
        (date(2024, 10, 4), "2024-10-04", False),
        (True, "TRUE", False),
        (None, "", False),
        (float("nan"), "", False),
    ],
)
def test_cells(value, text, is_lossy):
    """Whole floats lose their .0, protecting signs go, numbers of 16 digits and more are damaged."""
    found = cell_text(float(value) if isinstance(value, int) and value > 10**17 else value)
    assert found == (text, is_lossy)


@given(st.integers(10**15, 10**30))
def test_long_numbers_are_always_damaged(value):
    """No number of 16 digits or more survives a spreadsheet's number cell."""
    assert cell_text(value)[1]
    assert cell_text(float(value))[1]


@given(st.integers(0, 10**15 - 1))
def test_short_numbers_are_sound(value):
    """Numbers of up to 15 digits keep all their digits."""
    assert cell_text(float(value)) == (str(value), False)
