"""View: emoji of a name in words, Chinese and English (🔨哥 -> 锤子哥, hammer哥).

Unicode calls some animals by their faces (pig face, 虎头): people mean the animal, so the value is given with and
without the face.

**Source:** Unicode CLDR short names, as in the emoji package 2.x.
"""

from functools import cache

import emoji
import polars as pl

from resolvers.contract import NameView
from resolvers.names.per_form import values_per_form

_LANGUAGES = ("en", "zh")
_FACES_EN = (" face", " head")
_FACES_OF = ("cara de ", "rostro de ", "rosto de ", "tête de ", "face de ", "muso di ", "faccina di ")
_FACES_ZH = ("头", "脸", "面")


@cache
def _load(language: str) -> None:
    emoji.config.load_language(language)


def _words(sign: str, language: str) -> str:
    return emoji.demojize(sign, language=language).strip(":").replace("_", " ").casefold()


def _without_face(word: str) -> str:
    for ending in (*_FACES_EN, *_FACES_ZH):
        # 头 alone, or a word that is nothing without it, stays.
        if word.endswith(ending) and len(word) > len(ending):
            return word.removesuffix(ending)
    for beginning in _FACES_OF:
        if word.startswith(beginning):
            return word.removeprefix(beginning)
    return word


def in_words(form: str, languages: tuple[str, ...] = _LANGUAGES) -> set[str]:
    """The form with each emoji put into words, with and without its face; empty without an emoji."""
    if not emoji.emoji_count(form):
        return set()
    found = set()
    for language in languages:
        _load(language)
        words = {sign["emoji"]: _words(sign["emoji"], language) for sign in emoji.emoji_list(form)}
        plain = short = form
        for sign, word in words.items():
            plain = plain.replace(sign, word)
            short = short.replace(sign, _without_face(word))
        found |= {plain, short}
    return found


def values(names: pl.DataFrame) -> pl.DataFrame:
    """Every alias form with an emoji, the emoji put into words."""
    return values_per_form(names["alias_form"], in_words)


VIEW = NameView("emoji", "Emoji of the name in Chinese and English words.", values)
