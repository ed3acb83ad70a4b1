"""View: first letters of the pinyin of a Chinese name (锤子 -> cz), as people type in a hurry."""

import polars as pl

from resolvers.contract import NameView
from resolvers.names.per_form import values_per_form
from resolvers.names.readings import readings


def _initials(form: str) -> set[str]:
    found = {"".join(syllable[0] for syllable in reading if syllable.strip()) for reading in readings(form)}
    # One letter stands for hundreds of names.
    return {initials for initials in found if len(initials) >= 2}


def values(names: pl.DataFrame) -> pl.DataFrame:
    """Initials of every alias form with two Chinese characters or more."""
    return values_per_form(names["alias_form"], _initials)


VIEW = NameView("pinyin_initials", "First letters of how the Chinese name is read.", values, distance=3)
