"""View: digits of a name read aloud, and words for digits as digits (250 -> 二五零; 幺幺零 -> 110; 47 -> four seven).

On the telephone and in the army 1 is read 幺 (yao).
"""

import re

import polars as pl

from resolvers.contract import NameView
from resolvers.names.per_form import values_per_form

_HAN = "零一二三四五六七八九"
_DIGITS = {sign: str(digit) for digit, sign in enumerate(_HAN)} | {
    "〇": "0",
    "幺": "1",
    "两": "2",
    "洞": "0",
    "拐": "7",
    "勾": "9",
}
_ENGLISH = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_RUSSIAN = ("ноль", "один", "два", "три", "четыре", "пять", "шесть", "семь", "восемь", "девять")
_RUN = re.compile(r"\d+")
_HAN_RUN = re.compile(f"[{''.join(_DIGITS)}]{{2,}}")
# Longer numbers are numbers.
_MOST_DIGITS = 6


def _aloud(form: str) -> set[str]:
    found = set()
    runs = _RUN.findall(form)
    if runs and max(map(len, runs)) <= _MOST_DIGITS:
        for words, separator in ((_HAN, ""), (_ENGLISH, " "), (_RUSSIAN, " ")):
            found.add(_RUN.sub(lambda run, w=words, s=separator: s.join(w[int(d)] for d in run.group()), form))  # type: ignore[misc]
        with_yao = _RUN.sub(lambda run: "".join(_HAN[int(digit)] for digit in run.group()).replace("一", "幺"), form)
        found |= {with_yao, with_yao.replace("零", "〇"), with_yao.replace("幺", "一").replace("零", "〇")}
    if _HAN_RUN.search(form):
        found.add(_HAN_RUN.sub(lambda run: "".join(_DIGITS[sign] for sign in run.group()), form))
    return found


def values(names: pl.DataFrame) -> pl.DataFrame:
    """Every alias form with digits in it, the digits in words, or the other way round."""
    return values_per_form(names["alias_form"], _aloud)


VIEW = NameView("digits", "Digits of the name read aloud, or written as digits.", values, distance=2)
