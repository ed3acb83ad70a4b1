"""The name without what people write around it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolvers.names.views.bare import bare


@pytest.mark.parametrize(
    ("form", "name"),
    [
        ("1组馒哥", "馒哥"),
        ("b组老罗盘", "老罗盘"),
        ("铃铛老号", "铃铛"),
        ("狐狸(新号)", "狐狸"),
        ("hammer_1", "hammer"),
        ("hammer new", "hammer"),
        ("team 2 crab", "crab"),
    ],
)
def test_team_and_account_words_are_taken_off(form, name):
    """Which team and which account of a person it is are no part of his name."""
    assert bare(form) == name


@pytest.mark.parametrize("form", ["锤子", "hammer", "小号", "agent47", "组长"])
def test_plain_names_have_no_barer_one(form):
    """A name that is only itself gives no value, nor does one of which nothing would be left."""
    assert bare(form) == ""


@given(st.text(max_size=30))
def test_never_longer_than_the_name(form):
    """Something is taken off, never added."""
    assert len(bare(form)) < max(len(form), 1)
