"""View: emoji of a name in the words of all languages there are words for (🔨 -> молоток, martillo, 망치).

English and Chinese, which weigh more, are the view emoji.

**Source:** Unicode CLDR short names, as in the emoji package 2.x (Thai, Vietnamese, Khmer and Burmese are not in it).
"""

import emoji
import polars as pl

from resolvers.contract import NameView
from resolvers.names.per_form import values_per_form
from resolvers.names.views.emoji import in_words


def _languages() -> tuple[str, ...]:
    return tuple(sorted(set(emoji.LANGUAGES) - {"alias", "en", "zh"}))


def values(names: pl.DataFrame) -> pl.DataFrame:
    """Every alias form with an emoji, the emoji put into words of each language."""
    return values_per_form(names["alias_form"], lambda form: in_words(form, _languages()))


VIEW = NameView("emoji_words", "Emoji of the name in words of many languages.", values, distance=2)
