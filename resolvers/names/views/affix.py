"""View: the bare stem of a name without forms of address and states (锤哥, 阿锤 -> 锤; nail|away -> nail).

A stem that is only a common surname (老王, 王总) points at nobody and is left out.
"""

import re
from functools import cache

import polars as pl

from resolvers.contract import NameView
from resolvers.names.alias_form import has_han
from resolvers.names.lexicon import lexicon, lexicon_lines
from resolvers.names.per_form import values_per_form

_EDGES = re.compile(r"^[\W_]+|[\W_]+$")
# A Latin stem of one or two letters meets by chance.
_SHORTEST_LATIN = 3


@cache
def _affixes(file_name: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    pairs = [line.split("\t", 1) for line in lexicon_lines(file_name)]
    longest_first = sorted(pairs, key=lambda pair: (-len(pair[1]), pair[1]))
    return (
        tuple(affix for kind, affix in longest_first if kind == "prefix"),
        tuple(affix for kind, affix in longest_first if kind == "suffix"),
    )


@cache
def _latin_pattern() -> re.Pattern[str]:
    prefixes, suffixes = _affixes("affixes_latin.txt")
    before = "|".join(map(re.escape, prefixes))
    after = "|".join(map(re.escape, suffixes))
    return re.compile(rf"^(?:(?:{before})[\W_]+)?(.+?)(?:[\W_]+(?:{after}))?$")


def _han_stem(form: str) -> str:
    prefixes, suffixes = _affixes("affixes_han.txt")
    stem = form
    for prefix in prefixes:
        if stem.startswith(prefix) and len(stem) > len(prefix):
            stem = stem.removeprefix(prefix)
            break
    for suffix in suffixes:
        if stem.endswith(suffix) and len(stem) > len(suffix):
            stem = stem.removesuffix(suffix)
            break
    return stem


def stem_of(form: str) -> str:
    """The bare stem of an alias form; empty where nothing telling is left or nothing was taken off."""
    trimmed = _EDGES.sub("", form)
    if trimmed in lexicon("generic_names.txt"):
        return ""
    if has_han(trimmed):
        stem = _han_stem(trimmed)
        weak = stem in lexicon("common_surnames.txt") or (len(stem) == 1 and not has_han(stem))
    else:
        match = _latin_pattern().match(trimmed)
        stem = _EDGES.sub("", match.group(1)) if match else trimmed
        weak = len(stem) < _SHORTEST_LATIN
    return "" if weak or stem in lexicon("generic_names.txt") or stem == form else stem


def values(names: pl.DataFrame) -> pl.DataFrame:
    """The bare stem of every alias form that has an affix."""
    return values_per_form(names["alias_form"], lambda form: {stem_of(form)})


VIEW = NameView("affix", "The name without forms of address and states.", values)
