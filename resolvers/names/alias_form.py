"""The alias form: the one spelling under which a name is compared and looked up.

NFKC, without invisible signs, case-folded, single spaces, traditional characters in simplified ones (OpenCC's t2s,
which knows phrases). Idempotent: the alias form of an alias form is itself.

**Source:** Unicode Standard Annex 15 (NFKC), Unicode 3.13 (case folding), OpenCC 1.x dictionaries.
"""

import re
import unicodedata
from functools import cache

import opencc
import polars as pl

_HAN = re.compile(r"[\u2e80-\u2fdf\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
# Zero-width signs and joiners, bidirectional controls, soft hyphen, variation selectors, tags, byte-order mark: people
# put them into nicknames to look different to a machine and alike to the eye.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U000e0000-\U000e0fff\x00-\x08\x0e-\x1f\x7f-\x9f]"
)
_SPACES = re.compile(r"\s+")


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def has_han(text: str) -> bool:
    """Whether the text holds a Chinese character."""
    return _HAN.search(text) is not None


def alias_form(name: str) -> str:
    """The alias form of one name; empty when the name holds nothing visible."""
    form = unicodedata.normalize("NFKC", _INVISIBLE.sub("", name)).casefold()
    # Case-folding can leave decomposed letters and compatibility forms can hide invisible ones: normalise once more.
    form = unicodedata.normalize("NFKC", _INVISIBLE.sub("", form))
    form = _SPACES.sub(" ", form).strip()
    return str(_converter().convert(form)) if has_han(form) else form


def alias_forms(names: pl.Series) -> pl.Series:
    """The alias forms of a column of names, worked out once per unique name; null stays null."""
    unique = names.drop_nulls().unique()
    forms = pl.Series("form", [alias_form(name) for name in unique], dtype=pl.String)
    if unique.is_empty():
        return names.cast(pl.String)
    return names.replace_strict(unique, forms, default=None, return_dtype=pl.String)
