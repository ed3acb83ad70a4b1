"""Views of names: what who_is finds a name by."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolvers.names.views_of import alias_views
from warehouse.schema.frames import REFERENCE_NAME


def _views(*names):
    return alias_views(pl.DataFrame({"name": list(names)}, schema={"name": pl.String}))


def _values(name, view):
    found = _views(name)
    return set(found.filter(pl.col("view") == view)["value"])


@pytest.mark.parametrize(
    ("name", "view", "value"),
    [
        ("锤子", "form", "锤子"),
        ("錘子", "raw", "錘子"),
        ("锤子", "traditional", "錘子"),
        ("锤子", "pinyin", "chuizi"),
        ("锤子", "pinyin", "chui zi"),
        ("锤子", "pinyin_initials", "cz"),
        ("重子", "pinyin", "zhongzi"),
        ("重子", "pinyin", "chongzi"),
        ("Молоток", "latin", "molotok"),
        ("José", "latin", "jose"),
        ("H4mm3r_", "skeleton", "hammer"),
        ("hаmmer", "skeleton", "hammer"),
        ("🔨", "emoji", "锤子"),
        ("🔨", "emoji", "hammer"),
        ("🐷", "emoji", "pig"),
        ("🐷", "emoji", "猪"),
        ("锤哥", "affix", "锤"),
        ("阿锤", "affix", "锤"),
        ("nail|away", "affix", "nail"),
        ("Brother Nail", "affix", "nail"),
    ],
)
def test_name_is_seen_under_value(name, view, value):
    """A name can be looked up by how it is written, read, drawn and shortened."""
    assert value in _values(name, view)


@pytest.mark.parametrize("name", ["老王", "王总", "老板", "阿"])
def test_stem_that_points_at_nobody_is_left_out(name):
    """A surname with a title has no telling stem."""
    assert _values(name, "affix") == set()


def test_hammer_and_hammer_in_letters_like_it_share_a_skeleton():
    """A name with swapped look-alikes meets the plain one."""
    assert _values("h@mm3r", "skeleton") == _values("hammer", "skeleton")


def test_han_and_cyrillic_names_have_no_skeleton():
    """A name in another script is no disguise."""
    assert _values("锤子", "skeleton") == _values("Дмитрий", "skeleton") == set()


def test_no_names_make_no_views():
    """An empty case has an empty table of views with its declared columns."""
    assert alias_views(REFERENCE_NAME.empty_frame()).is_empty()


@given(st.lists(st.text(max_size=8), max_size=5))
def test_views_are_unique_lower_case_and_never_empty(names):
    """Whatever people call themselves, the table keeps its key, and order of names does not matter."""
    found = _views(*names)
    assert found.is_unique().all()
    assert found.filter((pl.col("value") == "") | (pl.col("value") != pl.col("value").str.to_lowercase())).is_empty()
    assert found.equals(_views(*reversed(names)))
