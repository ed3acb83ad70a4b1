"""View: how a Chinese name sounds, joined (chuizi) and with spaces (chui zi)."""

import polars as pl

from resolvers.contract import NameView
from resolvers.names.per_form import values_per_form
from resolvers.names.readings import readings


def _pinyin(form: str) -> set[str]:
    spoken = readings(form)
    return {"".join("".join(reading).split()) for reading in spoken} | {
        " ".join(" ".join(reading).split()) for reading in spoken
    }


def values(names: pl.DataFrame) -> pl.DataFrame:
    """Pinyin of every alias form with Chinese characters, all readings of short ones."""
    return values_per_form(names["alias_form"], _pinyin)


VIEW = NameView("pinyin", "How the Chinese name is read, without tones.", values)
