"""View: a Chinese name as read in Cantonese: Jyutping, Yale without tones, Hong Kong (陈大文 -> chan tai man).

**Source:** see resolvers/names/hong_kong.py.
"""

from itertools import islice, product

import polars as pl

from resolvers.contract import NameView
from resolvers.names.alias_form import has_han
from resolvers.names.hong_kong import hong_kong, jyutping_of, yale
from resolvers.names.per_form import values_per_form

_MOST_SYLLABLES = 4
# Several Hong Kong spellings of each syllable multiply.
_MOST_SPELLINGS = 6


def _cantonese(form: str) -> set[str]:
    if not has_han(form):
        return set()
    syllables = jyutping_of(form)
    if len(syllables) != len(form) or len(syllables) > _MOST_SYLLABLES:
        return set()
    spellings = [syllables, [yale(one) for one in syllables]]
    spellings += [list(one) for one in islice(product(*map(hong_kong, syllables)), _MOST_SPELLINGS)]
    return {separator.join(one) for one in spellings for separator in ("", " ")}


def values(names: pl.DataFrame) -> pl.DataFrame:
    """Cantonese spellings of every short Chinese form."""
    return values_per_form(names["alias_form"], _cantonese)


VIEW = NameView("cantonese", "The Chinese name as read in Cantonese.", values, distance=2)
