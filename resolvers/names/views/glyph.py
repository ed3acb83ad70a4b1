"""View: a Chinese name with one character written by a look-alike (锤子 -> 捶子) or taken to pieces (张伟 -> 弓长伟).

**Source:** lexicons/glyph_groups.txt and glyph_parts.txt, each with its own source.
"""

from functools import cache

import polars as pl

from resolvers.contract import NameView
from resolvers.names.alias_form import has_han
from resolvers.names.lexicon import lexicon_lines, lexicon_pairs
from resolvers.names.per_form import values_per_form
from resolvers.names.syllables import gb2312_characters

_LONGEST = 3
# The common characters first; a phonetic can have a dozen.
_MOST_NEIGHBOURS = 6


@cache
def _alike() -> dict[str, tuple[str, ...]]:
    found: dict[str, set[str]] = {}
    for group in lexicon_lines("glyph_groups.txt"):
        for sign in group:
            found.setdefault(sign, set()).update(group)
    place = {sign: row for row, sign in enumerate(gb2312_characters())}
    return {
        sign: tuple(sorted(others - {sign}, key=lambda other: (place.get(other, len(place)), other)))[:_MOST_NEIGHBOURS]
        for sign, others in found.items()
    }


def _glyphs(form: str) -> set[str]:
    if not 1 <= len(form) <= _LONGEST:
        return set()
    found = set()
    for place, sign in enumerate(form):
        if not has_han(sign):
            continue
        parts = lexicon_pairs("glyph_parts.txt").get(sign, "").split()
        # One character alone is anything that looks like it.
        others = _alike().get(sign, ()) if len(form) > 1 else ()
        found |= {form[:place] + other + form[place + 1 :] for other in {*others, *parts}}
    return found


def values(names: pl.DataFrame) -> pl.DataFrame:
    """Chinese forms of at most three characters with one of them drawn otherwise."""
    return values_per_form(names["alias_form"], _glyphs)


VIEW = NameView("glyph", "The Chinese name with one look-alike character, or one taken to pieces.", values, distance=3)
