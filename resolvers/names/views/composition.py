"""View: a name of two parts translated part by part (钢钉 -> steel nail, steel nail -> 钢钉).

Nicknames are seldom dictionary words; their parts are. Most combinations are nothing, so only the likeliest are given,
and what meets here is the weakest of candidates.

**Source:** CC-CEDICT (MDBG; CC BY-SA 4.0), see resolvers/names/senses.py.
"""

from itertools import product

import polars as pl

from resolvers.contract import NameView
from resolvers.names.alias_form import has_han
from resolvers.names.per_form import values_per_form
from resolvers.names.senses import first_characters_for, first_senses_of, senses_of, words_for
from resolvers.names.syllables import gb2312_characters

_MOST_VALUES = 12
# So many senses of a part, and words for it, are tried.
_MOST_OF_ONE = 5
_MOST_WORDS = 2
_LONGEST = 4
# Level 1 of GB 2312: a name's parts are common characters.
_COMMON = 3755


def _halves(form: str) -> list[tuple[str, str]]:
    """Ways to part a form in two: Chinese ones of two to four characters, Latin ones of two words."""
    if has_han(form):
        return [(form[:cut], form[cut:]) for cut in range(1, len(form))] if 2 <= len(form) <= _LONGEST else []
    words = form.replace("-", " ").replace("_", " ").split()
    return [(words[0], words[1])] if len(words) == 2 and all(word.isalpha() for word in words) else []


def _meant(halves: pl.Series) -> dict[str, list[tuple[int, str]]]:
    """Senses and words of each half with their rank, the best first; Chinese words of common characters only."""
    common = frozenset(gb2312_characters()[:_COMMON])
    found: dict[str, list[tuple[int, str]]] = {}
    # "White" and "cold" are senses of dozens of words: as one half of a name they still tell.
    looked_up = [find(halves) for find in (senses_of, words_for, first_senses_of, first_characters_for)]
    for form, value, rank in pl.concat(looked_up).unique(["form", "value"], maintain_order=True).iter_rows():
        if (not has_han(value) and value.count(" ") < _MOST_WORDS and "suffix" not in value) or (
            has_han(value) and len(value) <= 2 and common.issuperset(value)
        ):
            # One character is what compounds are made of.
            found.setdefault(form, []).append((rank + (len(value) - 1 if has_han(value) else 0), value))
    return {form: sorted(values)[:_MOST_OF_ONE] for form, values in found.items()}


def compositions(form: str, meant: dict[str, list[tuple[int, str]]]) -> list[str]:
    """Part-by-part translations of a form, the likeliest first."""
    ranked = []
    for first, second in _halves(form):
        for (rank, left), (other_rank, right) in product(meant.get(first, ()), meant.get(second, ())):
            ranked.append((rank + other_rank, left + right if has_han(left) else f"{left} {right}"))
    return list(dict.fromkeys(value for _, value in sorted(ranked)))[:_MOST_VALUES]


def values(names: pl.DataFrame) -> pl.DataFrame:
    """The likeliest part-by-part translations of every form of two parts."""
    # What is a word itself has its own senses (view translation).
    known = set(senses_of(names["alias_form"])["form"])
    forms = [form for form in names["alias_form"].unique() if form not in known]
    halves = [half for form in forms for pair in _halves(form) for half in pair]
    meant = _meant(pl.Series("form", sorted(set(halves)), dtype=pl.String))
    return values_per_form(pl.Series("alias_form", forms, dtype=pl.String), lambda form: compositions(form, meant))


VIEW = NameView("composition", "The two parts of the name translated one by one.", values, distance=5)
