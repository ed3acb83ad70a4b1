"""View: how a short Chinese name is called (锤子, 锤 -> 阿锤, 锤哥, 老锤; 钢钉 -> 阿钉, 钉哥).

The other way, from what is called to the stem, is the view affix.
"""

import re

import polars as pl

from resolvers.contract import NameView
from resolvers.names.lexicon import lexicon
from resolvers.names.per_form import values_per_form
from resolvers.names.views.affix import stem_of

_BEFORE = "阿小老大"
_BEHIND = "哥姐总爷叔仔"
_ADDRESS = frozenset(_BEFORE + _BEHIND + "子头儿")
_HAN_ONLY = re.compile(r"[\u3400-\u9fff]{1,3}")


def _core(form: str) -> set[str]:
    """The characters of a form that it is called by."""
    stem = stem_of(form) or form
    if len(stem) == 1:
        return {stem}
    # People keep the first or the last character; 子, 头, 儿 behind it is no more than a suffix.
    return {stem[0]} if stem[1] in "子头儿" and len(stem) == 2 else {stem[0], stem[-1]}


def _called(form: str) -> set[str]:
    if not _HAN_ONLY.fullmatch(form) or form in lexicon("generic_names.txt"):
        return set()
    # A surname with a form of address points at nobody, and one form of address with another is nothing.
    cores = _core(form) - lexicon("common_surnames.txt") - _ADDRESS
    found = {before + core for core in cores for before in _BEFORE} | {
        core + behind for core in cores for behind in _BEHIND
    }
    stem = stem_of(form) or form
    is_whole = len(stem) == 2 and bool(cores)
    whole = {"阿" + stem, "小" + stem, "老" + stem, stem + "哥", stem + "总"} if is_whole else set()
    return (found | whole | (cores if len(form) > 1 else set())) - {form}


def values(names: pl.DataFrame) -> pl.DataFrame:
    """Forms of address made of every Chinese form of at most three characters."""
    return values_per_form(names["alias_form"], _called)


VIEW = NameView("called", "How the Chinese name is called, with a form of address.", values, distance=3)
