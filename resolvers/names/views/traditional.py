"""View: the name in traditional characters, so that 鐵釘 finds 铁钉.

One simplified character can stand for several traditional ones, and Taiwan and Hong Kong write some of them
differently: all three standard conversions of OpenCC are given.
"""

from functools import cache

import opencc
import polars as pl

from resolvers.contract import NameView
from resolvers.names.alias_form import has_han
from resolvers.names.per_form import values_per_form

_STANDARDS = ("s2t", "s2tw", "s2hk")


@cache
def _converters() -> tuple[opencc.OpenCC, ...]:
    return tuple(opencc.OpenCC(standard) for standard in _STANDARDS)


def _traditional(form: str) -> set[str]:
    if not has_han(form):
        return set()
    return {str(converter.convert(form)) for converter in _converters()} - {form}


def values(names: pl.DataFrame) -> pl.DataFrame:
    """Traditional spellings of every alias form with Chinese characters that has another one."""
    return values_per_form(names["alias_form"], _traditional)


VIEW = NameView("traditional", "The name in traditional characters.", values, distance=0)
