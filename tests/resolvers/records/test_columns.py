"""Columns are recognised by headings and values."""

import polars as pl
import pytest

from resolvers.records.columns import KINDS, recognised_columns
from resolvers.records.errors import UnusableTable

_DATES = ["1980-03-02", "1975-11-30", "1969", "1990-01", "1988-07-07"]
_PEOPLE = ["Anna Berg", "Olga Lind", "Karl Holm", "Ines Kast", "Lars Moor"]


def _kind(heading, values):
    return recognised_columns(pl.DataFrame({heading: values, "name": _PEOPLE}))[0].kind


@pytest.mark.parametrize(
    ("heading", "values", "kind"),
    [
        ("姓名", _PEOPLE, "full"),
        ("Фамилия", ["Лоск", "Тирн", "Ведов", "Арбат", "Крун"], "family"),
        ("prénom", ["Anna", "Olga", "Karl", "Ines", "Lars"], "given"),
        ("lastName", ["Berg", "Lind", "Holm", "Kast", "Moor"], "family"),
        ("fecha_nacimiento", _DATES, "date"),
        ("出生日期", ["1980年3月2日", "1975年11月30日", "1969年", "1990年1月", "1988年7月7日"], "date"),
        ("身份证号", ["A1234567", "A7654321", "B1111111", "C2222222", "D3333333"], "identifier"),
        ("weakAlias", ["Ann|Annie", "Ole", "Kalle", "Inse", "Lasse"], "alias"),
        ("zip", ["1234", "2345", "3456", "4567", "5678"], "postcode"),
        ("x17", ["a@example.org", "b@example.org", "c@example.net", "d@example.com", "e@example.org"], "email"),
        ("x18", _DATES, "date"),
        ("x19", ["same", "same", "same", "same", "same"], "ignored"),
    ],
)
def test_kinds_are_told(heading, values, kind):
    """Headings of many languages, and values under headings nobody knows."""
    assert _kind(heading, values) == kind


def test_a_heading_does_not_overrule_its_values():
    """A column called name that holds e-mail addresses holds e-mail addresses."""
    values = [f"{letter}@example.org" for letter in "abcde"]
    assert _kind("user name", values) == "email"


def test_names_are_found_without_a_heading():
    """Where no heading says where the names are, the column that looks most like names is taken."""
    table = pl.DataFrame({"c1": ["1", "2", "3", "4", "5"], "c2": _PEOPLE})
    assert recognised_columns(table)[1].kind == "full"


def test_a_column_that_is_told_is_not_guessed():
    """Who knows better says so; a column that isn't there is a mistake."""
    table = pl.DataFrame({"name": _PEOPLE, "code": ["a1", "a2", "a3", "a4", "a5"]})
    assert recognised_columns(table, {"code": "identifier"})[1].kind == "identifier"
    assert {column.kind for column in recognised_columns(table)} <= set(KINDS)
    with pytest.raises(UnusableTable, match="no column 'cod'"):
        recognised_columns(table, {"cod": "text"})
