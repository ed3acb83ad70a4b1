"""Names of organisations with one word for each legal form: Ltd, Limited, Co., Ltd. and 有限公司 mean the same.

Tables of people are left as they are: short forms (SA, AG, Co) are words of people's names, too. A table holds
organisations where some of its names have a form that people's names don't have.
"""

import re
from functools import cache
from importlib.resources import files

import polars as pl

from resolvers.records.texts import folded

# Share of the names from which a table is one with organisations in it.
_SOME = 0.02
_GAP = r"""[\s,.;:()\-–"'«»“”]"""


def with_plain_legal_forms(names: pl.Series) -> pl.Series:
    """Folded names with their legal forms as one word each at the end, in tables with organisations.

    Args:
        names: Folded names (texts.folded), nulls among them; unique ones, better.

    Returns:
        The names in the same order; a name that is nothing but a legal form stays.
    """
    sure, forms = _patterns()
    if float(names.str.contains(sure).mean() or 0.0) < _SOME:  # type: ignore[arg-type]
        return names
    bare, found = names, pl.Series([""], dtype=pl.String).new_from_index(0, len(names))
    # The longest spellings first, so that Co., Ltd. is one form; a name has one form as a rule: the first found counts.
    for word, pattern in forms:
        has = (bare.str.contains(pattern) & bare.str.replace(pattern, "").str.contains(r"[\p{L}\p{N}]")).fill_null(
            value=False
        )
        if has.any():
            bare = bare.zip_with(~has, bare.str.replace(pattern, " "))
            found = found.zip_with(~(has & (found == "")), pl.Series([word]).new_from_index(0, len(names)))
    return pl.select(pl.concat_str([bare, found], separator=" ")).to_series().str.strip_chars()


@cache
def _patterns() -> tuple[str, tuple[tuple[str, str], ...]]:
    """A regular expression of the forms that people's names do not have; word and expression of each kind of form."""
    text = (files("resolvers.records.lexicons") / "legal_forms.txt").read_text(encoding="utf-8")
    lines = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    sure, forms = [], []
    for word, place, certainty, *spellings in lines:
        for form in folded(pl.Series(spellings, dtype=pl.String)).drop_nulls().unique().sort().to_list():
            pattern = _pattern(place, form)
            forms.append((len(form), word, pattern))
            if certainty == "sure":
                sure.append(pattern)
    by_length: dict[tuple[int, str], list[str]] = {}
    for length, word, pattern in forms:
        by_length.setdefault((-length, word), []).append(pattern)
    return "|".join(sure), tuple((word, "|".join(same)) for (_, word), same in sorted(by_length.items()))


def _pattern(place: str, form: str) -> str:
    spelled = _spelled(form)
    at_start, at_end = rf"^{_GAP}*{spelled}\.?{_GAP}+", rf"{_GAP}+{spelled}\.?{_GAP}*$"
    close = rf"^{spelled}|{spelled}{_GAP}*$"
    return {"start": at_start, "end": at_end, "close": close}.get(place, f"{at_start}|{at_end}")


def _spelled(form: str) -> str:
    """A spelling with dots or without, blanks of any number."""
    if " " not in form and form.isalpha() and len(form) <= 5:
        return (r"\.?\s?" if len(form) > 2 else r"\.?").join(map(re.escape, form))
    return r"[\s.,]+".join(
        r"\.?\s?".join(part) if len(part) <= 3 and part.isalpha() else re.escape(part) for part in form.split()
    )
