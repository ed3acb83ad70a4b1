"""View: a Chinese name with one character written by another of the same sound (锤子 -> 捶子), as input methods slip.

**Source:** readings by pypinyin; the 3,755 characters of GB 2312, level 1.
"""

from functools import cache

import polars as pl
from pypinyin import Style, pinyin

from resolvers.contract import NameView
from resolvers.names.alias_form import has_han
from resolvers.names.per_form import values_per_form
from resolvers.names.syllables import gb2312_characters

_COMMON = 3755
# Of the same tone, and few of them for a long name: a syllable can have sixty characters.
_MOST_NEIGHBOURS = {2: 8, 3: 4}


@cache
def _by_sound() -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for sign in gb2312_characters()[:_COMMON]:
        spoken = pinyin(sign, style=Style.TONE3)[0][0]
        found.setdefault(spoken.rstrip("12345"), []).append((spoken, sign))
    return found


@cache
def neighbours(sign: str) -> tuple[str, ...]:
    """Common characters that are read like this one, tone included."""
    spoken = pinyin(sign, style=Style.TONE3)[0][0]
    alike = _by_sound().get(spoken.rstrip("12345"), [])
    return tuple(other for tone, other in alike if tone == spoken and other != sign)


def _homophones(form: str) -> set[str]:
    if len(form) not in _MOST_NEIGHBOURS:
        return set()
    return {
        form[:place] + other + form[place + 1 :]
        for place, sign in enumerate(form)
        if has_han(sign)
        for other in neighbours(sign)[: _MOST_NEIGHBOURS[len(form)]]
    }


def values(names: pl.DataFrame) -> pl.DataFrame:
    """Chinese forms of two or three characters with one of them written by a homophone."""
    return values_per_form(names["alias_form"], _homophones)


VIEW = NameView("homophone", "The Chinese name with one character of the same sound.", values, distance=3)
