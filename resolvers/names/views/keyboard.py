"""View: a name typed with the wrong keyboard layout on (привет -> ghbdtn, ghbdtn -> привет, 你好 -> su3cl3).

**Source:** lexicons/keyboard_layouts.txt, hangul_keys.txt, zhuyin_keys.txt, each with its own source.
"""

import re
import unicodedata
from functools import cache

import polars as pl
from pypinyin import Style, pinyin

from resolvers.contract import NameView
from resolvers.names.alias_form import has_han
from resolvers.names.lexicon import lexicon_lines, lexicon_pairs
from resolvers.names.per_form import values_per_form
from resolvers.names.sounds.letters import script_of

_SHORTEST = 3
_LONGEST_HAN = 4
_VOWELS = re.compile("[аеёиоуыэюяіїє]")
_SPELLED_AS = {"russian": "cyrillic", "ukrainian": "cyrillic"}


@cache
def _layouts() -> dict[str, tuple[dict[int, int], dict[int, int]]]:
    """For each layout what US keys give in it, and which US keys its letters stand on."""
    found = {}
    for line in lexicon_lines("keyboard_layouts.txt"):
        name, latin, other = line.split("\t")
        found[name] = str.maketrans(latin, other), str.maketrans(other, latin)
    return found


def _typed_in_latin(form: str) -> set[str]:
    script = script_of(form)
    if script == "hangul":
        keys = lexicon_pairs("hangul_keys.txt")
        return {"".join(keys.get(sign, sign) for sign in unicodedata.normalize("NFD", form)).lower()}
    if has_han(form):
        keys = lexicon_pairs("zhuyin_keys.txt")
        if len(form) > _LONGEST_HAN:
            return set()
        signs = "".join(syllable[0] for syllable in pinyin(form, style=Style.BOPOMOFO))
        return {"".join(keys.get(sign, "") for sign in signs)}
    layouts = [keys for name, (_, keys) in _layouts().items() if _SPELLED_AS.get(name, name) == script]
    typed = {form.translate(keys) for keys in layouts}
    return {one for one in typed if one.isascii()}


def _typed_in_cyrillic(form: str) -> set[str]:
    """Russian and Ukrainian that a Latin form may be: a word has a vowel for every four letters."""
    found = set()
    for name, (letters, _) in _layouts().items():
        if _SPELLED_AS.get(name) == "cyrillic":
            word = form.translate(letters)
            vowels = len(_VOWELS.findall(word))
            if word[0] not in "ьъы" and vowels and len(word) <= 4 * vowels and not re.search("[ьъ][ьъ]|[a-z]", word):
                found.add(word)
    return found


def _typed(form: str) -> set[str]:
    if has_han(form):
        return _typed_in_latin(form)
    if script_of(form) == "hangul":
        return _typed_in_latin(form)
    if len(form) < _SHORTEST:
        return set()
    if not form.isascii():
        return _typed_in_latin(form)
    # A word with a vowel in the right places is more likely meant as it stands, but who knows: it is only looked up.
    return _typed_in_cyrillic(form) if form.replace(" ", "").isalpha() or re.search(r"[a-z]", form) else set()


def values(names: pl.DataFrame) -> pl.DataFrame:
    """Every alias form as typed with another layout on."""
    return values_per_form(names["alias_form"], _typed)


VIEW = NameView("keyboard", "The name typed with the wrong keyboard layout.", values, distance=3)
