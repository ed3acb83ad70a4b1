"""The pictures that a name is the word of."""

import polars as pl

from resolvers.names.views.emoji_sign import VIEW


def _values(*forms):
    return VIEW.values(pl.DataFrame({"alias_form": list(forms), "name": list(forms)}))


def test_word_gives_its_picture_in_both_languages():
    """锤子 and hammer are 🔨, fox is 🦊."""
    found = _values("锤子", "hammer", "fox")
    assert dict(found.iter_rows()) == {"锤子": "🔨", "hammer": "🔨", "fox": "🦊"}


def test_form_of_address_does_not_hide_the_word():
    """小狐狸 is the picture of 狐狸."""
    assert _values("小狐狸")["value"].to_list() == ["🦊"]


def test_word_of_many_pictures_and_no_word_give_none():
    """'face' is in dozens of pictures, 钢钉 in none."""
    assert _values("face", "钢钉").is_empty()
