"""Views that guess: other spellings, slips, forms of address, meanings."""

import re
from importlib.resources import files

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resolvers.names.hong_kong import hong_kong, yale
from resolvers.names.senses import WIDEST_SENSE, sense_table, words_for
from resolvers.names.syllables import pinyin_syllables
from resolvers.names.views.composition import _meant, compositions
from resolvers.names.views.taiwan import tongyong
from resolvers.names.views_of import alias_views
from resolvers.registry import name_views


def _values(name, view):
    found = alias_views(pl.DataFrame({"name": [name]}))
    return set(found.filter(pl.col("view") == view)["value"])


@pytest.mark.parametrize(
    ("name", "view", "value"),
    [
        ("锤子", "pinyin_loose", "cuizi"),
        ("钢钉", "pinyin_loose", "gandin"),
        ("老牛", "pinyin_loose", "laoliu"),
        ("chuizi", "pinyin_loose", "cuizi"),
        ("陈水扁", "taiwan", "chen shui-pien"),
        ("徐志摩", "taiwan", "hsu chih-mo"),
        ("秀", "taiwan", "siou"),
        ("陈大文", "cantonese", "chan tai man"),
        ("张学友", "cantonese", "cheunghokyau"),
        ("谢", "cantonese", "tse"),
        ("锤子", "homophone", "捶子"),
        ("锤子", "glyph", "捶子"),
        ("张三", "glyph", "弓长三"),
        ("🔨", "emoji_words", "молоток"),
        ("🐷", "emoji_words", "cerdo"),
        ("김민준", "romanised", "kim minjun"),
        ("Щербаков", "romanised", "shcherbakov"),
        ("Юля", "romanised", "iulia"),
        ("さとう", "romanised", "sato"),
        ("ジョン", "romanised", "jon"),
        ("ကိုကျော်", "romanised", "kokyaw"),
        ("อนันต์", "romanised", "onan"),
        ("Саша", "inflected", "сашу"),
        ("Лёха", "inflected", "лехе"),
        ("Лёхе", "inflected", "лёха"),
        ("Сашу", "inflected", "саша"),
        ("Витёк", "inflected", "витьку"),
        ("Лёха", "short_name", "алексей"),
        ("Bill Carter", "short_name", "william carter"),
        ("锤子", "called", "锤哥"),
        ("锤", "called", "阿锤"),
        ("阿锤", "called", "锤哥"),
        ("ghbdtn", "keyboard", "привет"),
        ("Привет", "keyboard", "ghbdtn"),
        ("你好", "keyboard", "su3cl3"),
        ("김", "keyboard", "rla"),
        ("250", "digits", "二五零"),
        ("幺幺零", "digits", "110"),
        ("agent47", "digits", "agentfour seven"),
        ("锤子", "translation", "hammer"),
        ("阿锤", "translation", "hammer"),
        ("hammer", "translation", "锤子"),
        ("brother hammer", "translation", "榔头"),
        ("🦀", "translation", "螃蟹"),
        ("steamed stuffed bun", "translation", "包子"),
        ("steel nail", "composition", "钢钉"),
        ("钢钉", "composition", "steel nail"),
        ("铁锤", "composition", "iron hammer"),
    ],
)
def test_name_is_seen_under_value(name, view, value):
    """A name can be looked up by its other spellings, slips, calls and meanings."""
    assert value in _values(name, view)


@pytest.mark.parametrize(
    ("name", "view"),
    [
        ("老王", "called"),
        ("boss", "translation"),
        ("general", "translation"),
        ("锤子", "composition"),
        ("hammer", "pinyin_loose"),
        ("Tom", "taiwan"),
        ("xkcd", "keyboard"),
        ("hammer", "digits"),
    ],
)
def test_what_says_nothing_has_no_value(name, view):
    """Titles, senses that are too wide and names of another kind are not guessed at."""
    assert _values(name, view) == set()


def test_likeliest_composition_comes_first():
    """Parts are translated by their first senses before their last."""
    meant = _meant(pl.Series(["钢", "钉", "steel", "nail"]))
    assert compositions("钢钉", meant)[0] == "steel nail"
    assert compositions("steel nail", meant).index("钢钉") < 3


def test_no_sense_is_too_wide_to_be_given():
    """A sense of many words stands in the table and is not given out."""
    shared = sense_table().group_by("sense").len().filter(pl.col("len") > WIDEST_SENSE)["sense"]
    assert "general" in set(shared)
    assert words_for(shared).is_empty()


@pytest.mark.parametrize(
    ("jyutping", "spelled"),
    [("zoeng", "cheung"), ("wong", "wong"), ("can", "chan"), ("gwok", "kwok"), ("loeng", "leung")],
)
def test_hong_kong_spells_surnames_as_on_its_identity_cards(jyutping, spelled):
    """The usual spelling of a syllable comes first."""
    assert hong_kong(jyutping)[0] == spelled


@pytest.mark.parametrize(("jyutping", "spelled"), [("zoeng", "jeung"), ("jyu", "yu"), ("coi", "choi")])
def test_yale_spelling(jyutping, spelled):
    """Yale writes j for z, ch for c, y for j."""
    assert yale(jyutping) == spelled


@pytest.mark.parametrize(
    ("pinyin", "spelled"),
    [("zhi", "jhih"), ("xu", "syu"), ("qu", "cyu"), ("xiu", "siou"), ("hui", "huei"), ("ju", "jyu")],
)
def test_tongyong_spelling(pinyin, spelled):
    """Tongyong differs from pinyin in a few initials and finals."""
    assert tongyong(pinyin) == spelled


@pytest.mark.parametrize(
    ("letters", "syllables"),
    [("chuizi", ("chui", "zi")), ("xian", ("xian",)), ("fangan", ("fang", "an")), ("hammer", ()), ("", ())],
)
def test_letters_are_taken_apart_into_syllables(letters, syllables):
    """The longest syllable first, as far as the rest is pinyin too."""
    assert pinyin_syllables(letters) == syllables


def test_who_is_orders_views_as_they_are_declared():
    """Each view's distance is the same in its module and in the macro that looks names up."""
    macro = files("warehouse").joinpath("macros/who_is.sql").read_text(encoding="utf-8")
    listed = {name: int(distance) for name, distance in re.findall(r"\('(\w+)', (\d)\)", macro)}
    assert listed == {view.name: view.distance for view in name_views().values() if view.distance != 1}


@given(st.text(alphabet=st.sampled_from("锤子钢钉阿李a1 🔨аяшклйё김カส'-"), max_size=6))
@settings(max_examples=30, deadline=None)
def test_no_name_has_very_many_values(name):
    """Views stay small enough to keep for every name of a case."""
    assert alias_views(pl.DataFrame({"name": [name]})).height <= 200
