"""View: what a name looks like without decoration and look-alike signs (h4mm3r_, |HAMMER|, hаmmer -> hammer).

The table is ours and small: UTS 39's skeletons also fold letters that a person in a chat never swaps.

**Source:** after the idea of Unicode Technical Standard 39, section 4 (skeleton); table in lexicons/look_alikes.txt.
"""

import unicodedata

import polars as pl

from resolvers.contract import NameView
from resolvers.names.lexicon import lexicon_pairs
from resolvers.names.per_form import values_per_form

# Shorter skeletons meet by chance ("b_o" and "80").
_SHORTEST = 3


def skeleton(form: str) -> str:
    """The skeleton of an alias form; empty where too little is left to tell names apart."""
    base = "".join(sign for sign in unicodedata.normalize("NFKD", form) if not unicodedata.combining(sign))
    if not any(sign.isalpha() for sign in base):
        return ""
    # A number after a name is a counter or a year (bob1987), not letters in disguise.
    trimmed = base.rstrip("0123456789_-|`^[](){}.~*' ")
    stem = trimmed if sum(sign.isalpha() for sign in trimmed) >= _SHORTEST else base
    # The table holds "l -> i" too, so that l, 1, | and i are one sign.
    table = lexicon_pairs("look_alikes.txt")
    edges = stem.strip("|!$@_-`^[](){}.~*' ")
    seen = "".join(table.get(sign, sign) for sign in edges)
    kept = "".join(sign for sign in seen if sign.isalnum())
    # Letters left over from another alphabet mean that nothing was disguised: the latin view transliterates those.
    return kept if len(kept) >= _SHORTEST and kept.isascii() else ""


def values(names: pl.DataFrame) -> pl.DataFrame:
    """Skeleton of every alias form that has one."""
    return values_per_form(names["alias_form"], lambda form: {skeleton(form)})


VIEW = NameView("skeleton", "What the name looks like without decoration and look-alike signs.", values)
