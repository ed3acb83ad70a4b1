"""View: how a Chinese name is read by people who do not tell some sounds apart (锤子 -> cuizi, 钢钉 -> gandin).

Whole regions merge zh and z, ch and c, sh and s, n and l, f and h, -n and -ng; who does, does it throughout. A value is
given for each such habit both ways, for the two commonest together, and one with everything merged, under which all
spellings of one name meet.

**Source:** the usual lists of fuzzy pinyin (模糊音) of Chinese input methods.
"""

import re
from collections.abc import Iterable

import polars as pl

from resolvers.contract import NameView
from resolvers.names.per_form import values_per_form
from resolvers.names.readings import readings
from resolvers.names.syllables import pinyin_syllables

_FLAT = (re.compile(r"^(z|c|s)h"), r"\1")
_CURLED = (re.compile(r"^(z|c|s)(?!h)"), r"\1h")
_L_FOR_N = (re.compile(r"^n(?!g)"), "l")
_N_FOR_L = (re.compile(r"^l"), "n")
_H_FOR_F = (re.compile(r"^f(?!o$)"), "hu")
_F_FOR_H = (re.compile(r"^hu(?=[ae])|^h(?=u$)"), "f")
_SHORT = (re.compile(r"(?<=[aei])ng$"), "n")
_LONG = (re.compile(r"(?<=[aei])n$"), "ng")
_L_FOR_R = (re.compile(r"^r"), "l")
# Each tuple is the habit of one region.
_HABITS = (
    (_FLAT,),
    (_CURLED,),
    (_L_FOR_N,),
    (_N_FOR_L,),
    (_F_FOR_H,),
    (_H_FOR_F,),
    (_SHORT,),
    (_LONG,),
    (_L_FOR_R,),
    (_FLAT, _SHORT),
    (_FLAT, _L_FOR_N),
)
_ALL = (_FLAT, _L_FOR_N, _F_FOR_H, _SHORT, _L_FOR_R)
_MOST_SYLLABLES = 4
_HAN_ONLY = re.compile(rf"[\u3400-\u9fff]{{1,{_MOST_SYLLABLES}}}")


def _spoken(syllables: Iterable[str], habit: tuple[tuple[re.Pattern[str], str], ...]) -> str:
    found = []
    for syllable in syllables:
        for pattern, heard in habit:
            syllable = pattern.sub(heard, syllable)
        found.append(syllable)
    return "".join(found)


def _loose(form: str) -> set[str]:
    if _HAN_ONLY.fullmatch(form):
        # Only the likeliest readings: each is multiplied by the habits.
        spoken = readings(form)[:2]
    else:
        letters = form.replace(" ", "")
        syllables = pinyin_syllables(letters) if letters.isascii() and letters.isalpha() else ()
        # One syllable is any short word.
        spoken = [syllables] if 2 <= len(syllables) <= _MOST_SYLLABLES else []
    found = {_spoken(reading, habit) for reading in spoken for habit in (*_HABITS, _ALL)}
    return found - {"".join(reading) for reading in spoken}


def values(names: pl.DataFrame) -> pl.DataFrame:
    """Readings of Chinese forms, and of Latin ones that are pinyin, as accents change them."""
    return values_per_form(names["alias_form"], _loose)


VIEW = NameView("pinyin_loose", "How the Chinese name is read with sounds that accents confuse.", values, distance=3)
