"""View: further Latin spellings of a name in Cyrillic, Hangul, kana, Burmese, Thai, Arabic (김민준 -> kim minjun).

One spelling of each, letter by letter, is the view latin; here are those of other schemes and of custom.

**Source:** see resolvers/names/romanised.py.
"""

from itertools import islice, product

import polars as pl

from resolvers.contract import NameView
from resolvers.names.per_form import values_per_form
from resolvers.names.romanised import romanisations

_MOST_SPELLINGS = 16


def _romanised(form: str) -> set[str]:
    if form.isascii():
        return set()
    words = [sorted(romanisations(word)) for word in form.split()]
    if not words or not all(words):
        return set()
    return {" ".join(spelled) for spelled in islice(product(*words), _MOST_SPELLINGS)}


def values(names: pl.DataFrame) -> pl.DataFrame:
    """Latin spellings of every alias form in another alphabet."""
    return values_per_form(names["alias_form"], _romanised)


VIEW = NameView("romanised", "The name in Latin letters by other schemes and customs.", values, distance=2)
