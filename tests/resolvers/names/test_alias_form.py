"""The alias form: one spelling for all spellings of a name."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolvers.names.alias_form import alias_form, alias_forms


@pytest.mark.parametrize(
    ("written", "form"),
    [
        ("錘子", "锤子"),
        ("ＨＡＭＭＥＲ", "hammer"),
        ("  Steel   Nail ", "steel nail"),
        ("锤\u200b子", "锤子"),
        ("\u202eHammer\u202c", "hammer"),
        ("🔨\ufe0f", "🔨"),
        ("Straße", "strasse"),
        ("МОЛОТОК", "молоток"),
        ("\u200b\u200d", ""),
    ],
)
def test_spellings_of_one_name_meet(written, form):
    """Width, case, spaces, invisible signs and character sets do not part a name from itself."""
    assert alias_form(written) == form


@given(st.text(max_size=20))
def test_alias_form_is_idempotent(name):
    """The alias form of an alias form is itself."""
    assert alias_form(alias_form(name)) == alias_form(name)


@given(st.lists(st.none() | st.text(max_size=6), max_size=8))
def test_column_gives_what_single_names_give(names):
    """The vectorised form agrees with the single one and keeps nulls and order."""
    found = alias_forms(pl.Series("name", names, dtype=pl.String)).to_list()
    assert found == [None if name is None else alias_form(name) for name in names]
