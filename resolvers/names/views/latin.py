"""View: the name in plain Latin letters (молоток -> molotok, josé -> jose); Chinese has its own view, pinyin.

**Source:** anyascii 0.3 transliteration tables.
"""

import polars as pl
from anyascii import anyascii

from resolvers.contract import NameView
from resolvers.names.alias_form import has_han
from resolvers.names.per_form import values_per_form


def _latin(form: str) -> set[str]:
    if form.isascii() or has_han(form):
        return set()
    # An emoji becomes :its_name:, which the emoji view gives in better words.
    letters = "".join(sign for sign in form if sign.isalnum() or sign.isspace())
    return {" ".join(anyascii(letters).casefold().split())}


def values(names: pl.DataFrame) -> pl.DataFrame:
    """Latin spelling of every alias form in another alphabet or with accents."""
    return values_per_form(names["alias_form"], _latin)


VIEW = NameView("latin", "The name in plain Latin letters.", values)
