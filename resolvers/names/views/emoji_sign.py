"""View: the emoji that a name is the word of (锤子 -> 🔨, fox -> 🦊), so that who asks for a picture finds the name.

The other way round is the view emoji.

**Source:** Unicode CLDR short names, as in the emoji package 2.x.
"""

from functools import cache

import emoji
import polars as pl

from resolvers.contract import NameView
from resolvers.names.per_form import values_per_form
from resolvers.names.views.affix import stem_of
from resolvers.names.views.emoji import in_words

# A word that names more pictures than this (face, hand) names none of them.
_MOST_SIGNS = 3


@cache
def _signs() -> dict[str, list[str]]:
    """Emoji by their words, without skin tones and other variants of one picture."""
    found: dict[str, list[str]] = {}
    for sign, told in emoji.EMOJI_DATA.items():
        if told["status"] == emoji.STATUS["fully_qualified"] and len(sign.replace("\ufe0f", "")) == 1:
            for word in in_words(sign):
                found.setdefault(word, []).append(sign)
    return found


def _pictures(form: str) -> list[str]:
    found = _signs().get(form) or _signs().get(stem_of(form)) or []
    return found if len(found) <= _MOST_SIGNS else []


def values(names: pl.DataFrame) -> pl.DataFrame:
    """The pictures of every alias form that is their word."""
    return values_per_form(names["alias_form"], _pictures)


VIEW = NameView("emoji_sign", "Emoji that the name is the word of.", values, distance=2)
