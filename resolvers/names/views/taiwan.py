"""View: a Chinese name as Taiwan spells it, by Wade-Giles and by Tongyong (锤子 -> chui tzu; 秀 -> hsiu, siou).

**Source:** Wade-Giles by pypinyin; Tongyong after the table of the Ministry of Education, Taipei (2002).
"""

import re
from functools import cache

import polars as pl
from pypinyin.contrib.tone_convert import to_normal

from resolvers.contract import NameView
from resolvers.names.per_form import values_per_form
from resolvers.names.readings import readings
from resolvers.names.syllables import wade_giles

_TONGYONG = (
    (re.compile(r"^(zh|ch|sh|r|z|c|s)i$"), r"\1ih"),
    (re.compile(r"^zh"), "jh"),
    (re.compile(r"^q(?=u)"), "cy"),
    (re.compile(r"^x(?=u)"), "sy"),
    (re.compile(r"^ju"), "jyu"),
    (re.compile(r"^cyu(?=an|e|n|$)"), "cyu"),
    (re.compile(r"^q"), "c"),
    (re.compile(r"^x"), "s"),
    (re.compile(r"iu$"), "iou"),
    (re.compile(r"(?<!^)ui$"), "uei"),
    (re.compile(r"^wen$"), "wun"),
    (re.compile(r"^weng$"), "wong"),
    (re.compile(r"^feng$"), "fong"),
    (re.compile(r"v"), "yu"),
)
# More readings of a name would multiply the spellings.
_MOST_READINGS = 2
_HAN_ONLY = re.compile(r"[\u3400-\u9fff]{1,4}")


@cache
def _wade_giles_of() -> dict[str, str]:
    found: dict[str, str] = {}
    for spelled, spoken in sorted(wade_giles().items()):
        for syllable in spoken:
            found.setdefault(syllable, spelled)
    return found


def tongyong(syllable: str) -> str:
    """A pinyin syllable in Tongyong."""
    for pattern, spelled in _TONGYONG:
        syllable = pattern.sub(spelled, syllable)
    return syllable


def _spelled(syllables: list[str]) -> set[str]:
    # Surname apart, given name with a hyphen or a space or in one: Ch'en Shui-pian.
    found = {"".join(syllables), " ".join(syllables)}
    return found | {syllables[0] + " " + "-".join(syllables[1:])} if len(syllables) > 2 else found


def _taiwan(form: str) -> set[str]:
    if not _HAN_ONLY.fullmatch(form):
        return set()
    found: set[str] = set()
    for reading in readings(form)[:_MOST_READINGS]:
        plain = [to_normal(syllable).replace("ü", "v") for syllable in reading]
        known = _wade_giles_of()
        for spelled in ([known.get(syllable, syllable) for syllable in plain], [tongyong(one) for one in plain]):
            if spelled != plain:
                found |= _spelled(spelled)
    return found


def values(names: pl.DataFrame) -> pl.DataFrame:
    """Taiwan's spellings of every short Chinese form, without apostrophes."""
    return values_per_form(names["alias_form"], _taiwan)


VIEW = NameView("taiwan", "The Chinese name as spelled in Taiwan (Wade-Giles, Tongyong).", values, distance=2)
