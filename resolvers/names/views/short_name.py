"""View: full, short and fond forms of a given name (Лёха -> Алексей, Лёша; Bill -> William).

**Source:** lexicons/given_names.txt, with its sources.
"""

from functools import cache

import polars as pl

from resolvers.contract import NameView
from resolvers.names.lexicon import lexicon_lines
from resolvers.names.per_form import values_per_form


@cache
def _forms() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for line in lexicon_lines("given_names.txt"):
        for form in line.split():
            found.setdefault(form, set()).update(line.split())
    return {form: frozenset(others - {form}) for form, others in found.items()}


def _short(form: str) -> set[str]:
    first, _, rest = form.partition(" ")
    return {f"{other} {rest}".strip() for other in _forms().get(first, ())}


def values(names: pl.DataFrame) -> pl.DataFrame:
    """Every alias form that begins with a known given name, with the other forms of that name."""
    return values_per_form(names["alias_form"], _short)


VIEW = NameView("short_name", "Other forms of the given name: full, short, fond.", values, distance=3)
