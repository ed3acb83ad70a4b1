"""View: cases and calls of a Russian or Ukrainian name (Саша -> Сашу, Саше, Саш) and names of a case (Лёхе -> Лёха).

Endings only: who speaks of somebody declines his name, whether or not it is in a dictionary. ё and е are one letter.

**Source:** Zaliznyak, Grammatical Dictionary of Russian (1977), declension of names; endings only, no stem changes but
the fleeting vowel of -ёк, -ок, -ец.
"""

import re

import polars as pl

from resolvers.contract import NameView
from resolvers.names.per_form import values_per_form

_CYRILLIC_WORD = re.compile(r"[а-яёіїєґ]{3,16}")
# Ending of the name itself, its endings in other cases and when called.
_CASES = (
    ("а", ("у", "е", "ы", "и", "ой", "ою", "")),
    ("я", ("ю", "е", "и", "ей", "ею", "ь", "")),
    ("й", ("я", "ю", "ем", "е")),
    ("ь", ("я", "ю", "ем", "е", "и")),
    ("ёк", ("ька", "ьку", "ьком", "ьке")),
    ("ек", ("ька", "ьку", "ьком", "ьке")),
    ("ок", ("ка", "ку", "ком", "ке")),
    ("ец", ("ца", "цу", "цом", "цем", "це")),
)
_OF_CONSONANT = ("а", "у", "ом", "ем", "е")
_CONSONANT = re.compile(r"[бвгджзклмнпрстфхцчшщ]$")
_SHORTEST_STEM = 2
# Letters that never stand together in Russian.
_NO_WORD = re.compile(r"[бвгджзклмнпрстфхцчшщ]й|[гкхжшщч][ыюя]|[гкхц]ь|[аеёиоуыэюя]ь")


def cases_of(word: str) -> set[str]:
    """Cases and calls of a Cyrillic name, by its ending."""
    found = set()
    for ending, others in _CASES:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            found |= {word.removesuffix(ending) + other for other in others}
    if _CONSONANT.search(word):
        found |= {word + ending for ending in _OF_CONSONANT}
    return found


def _names(word: str) -> set[str]:
    """Names that a word may be a case of."""
    found = set()
    for ending, others in (*_CASES, ("", _OF_CONSONANT)):
        for other in others:
            stem = word.removesuffix(other) if other else word
            if (other and not word.endswith(other)) or len(stem) < _SHORTEST_STEM or (not other and not ending):
                continue
            # Саш, Лёх: a call without its vowel; only behind a consonant.
            if (other or _CONSONANT.search(word)) and (ending or _CONSONANT.search(stem)):
                found.add(stem + ending)
    return found


def _inflected(form: str) -> set[str]:
    if not _CYRILLIC_WORD.fullmatch(form):
        return set()
    found = {word for word in cases_of(form) | _names(form) if not _NO_WORD.search(word)} | {form}
    return (found | {word.replace("ё", "е") for word in found}) - {form}


def values(names: pl.DataFrame) -> pl.DataFrame:
    """Other cases of every Cyrillic form of one word."""
    return values_per_form(names["alias_form"], _inflected)


VIEW = NameView("inflected", "The Cyrillic name in other cases, or the name a case is of.", values, distance=3)
