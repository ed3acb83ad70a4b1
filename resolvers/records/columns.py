"""Recognises what the columns of a table of persons hold, by their headings and by their values.

A heading in a known language decides where the values agree with it; a heading nobody knows leaves it to the values.
Nothing here knows any particular table.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import polars as pl

from resolvers.records.errors import UnusableTable

# So many different values tell what a column holds.
_SAMPLE = 2000
# From this share on, values that look like something make the column that.
_MOST = 0.8
# A column of so few different values is a category, whatever it is called.
_FEW_VALUES = 30
_FEW_ROWS = 20
NAME_KINDS = ("full", "given", "middle", "family", "alias")
KINDS = (
    *NAME_KINDS, "email", "phone", "date", "postcode", "identifier", "category", "number", "place", "address", "text",
    "ignored",
)  # fmt: skip
_YEAR = r"(?:1[0-9]|20)\d{2}"
_BIRTH_DATE = (
    rf"^(?i:c\.?|ca\.?|circa|about|approximately|约)? ?(?:{_YEAR}|{_YEAR}[-./年]\d{{1,2}}(?:[-./月]\d{{1,2}}日?)?"
    rf"|\d{{1,2}}[-./]\d{{1,2}}[-./](?:{_YEAR}|\d{{2}})"
    rf"|\d{{1,2}}[ -]\p{{L}}{{3,9}}[ -]{_YEAR}|\p{{L}}{{3,9}} \d{{1,2}},? {_YEAR})"
    r"(?:[T ]\d\d:\d\d.*)?$"
)
_EMAIL = r"^[^@\s]+@[^@\s]+\.[^@\s]+$"
_PHONE = r"^\+?[\d\s()./-]{7,20}$"
_EIGHT_DIGIT_DATE = r"^(?:1[6-9]|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])$"


@dataclass(frozen=True)
class Column:
    """A column and what it holds.

    Attributes:
        name: Its heading.
        kind: One of KINDS.
        because: Why, in a few words.
    """

    name: str
    kind: str
    because: str

    @property
    def is_name(self) -> bool:
        """Whether it names the person."""
        return self.kind in NAME_KINDS


def recognised_columns(table: pl.DataFrame, told: Mapping[str, str] | None = None) -> list[Column]:
    """What each column holds.

    Args:
        table: Text columns; null where a cell is empty.
        told: Column to kind, of columns that somebody knows: these are not guessed.

    Returns:
        One entry a column, in the table's order. Columns that tell nothing (one value only, or empty) are `ignored`.

    Raises:
        UnusableTable: When a column that is told isn't in the table.
    """
    told = told or {}
    if unknown := sorted(set(told) - set(table.columns)):
        raise UnusableTable(f"there is no column '{unknown[0]}'; the table has {', '.join(table.columns)}")
    columns = [Column(name, told[name], "as told") if name in told else _column(table[name]) for name in table.columns]
    if not any(column.is_name for column in columns):
        columns = _with_most_name_like(table, columns)
    return columns


def _column(values: pl.Series) -> Column:
    present = values.drop_nulls()
    unique = present.unique().sort()
    # In a table of a few rows one name, number or date in all of them may be what they have in common.
    tells = len(present) < _FEW_ROWS and _kind_of_heading(values.name) not in (None, "category", "text", "ignored")
    if len(unique) < 2 and not (len(unique) and tells):
        return Column(values.name, "ignored", "one value at most")
    sample = unique.gather_every(max(len(unique) // _SAMPLE, 1)).head(_SAMPLE)
    by_heading = _kind_of_heading(values.name)
    looks = _kind_of_values(sample, len(unique), len(present))
    if by_heading is None:
        return Column(values.name, looks or "text", "by its values" if looks else "free text")
    if by_heading in ("date", "email") and looks != by_heading and not (by_heading == "date" and _is_numeric(sample)):
        share = _share(sample, r"\d") if by_heading == "date" else _share(sample, "@")
        if share < _MOST:
            return Column(values.name, looks or "text", "its values are not what its heading says")
    if by_heading in ("full", "given", "family", "alias") and looks in ("email", "date", "phone"):
        return Column(values.name, looks, "its values are not what its heading says")
    if by_heading == "number" and not _is_numeric(sample):
        return Column(values.name, looks or "text", "its values are not what its heading says")
    return Column(values.name, by_heading, "by its heading")


def _kind_of_values(sample: pl.Series, unique_count: int, present_count: int) -> str | None:
    if _share(sample, _EMAIL) >= _MOST:
        return "email"
    if unique_count <= _FEW_VALUES and present_count >= unique_count * 4:
        return "category"
    if _is_numeric(sample) and bool((sample.str.len_chars() == 8).all()) and _share(sample, _EIGHT_DIGIT_DATE) > 0.9:
        return "date"
    if _share(sample, _BIRTH_DATE) >= _MOST and not _is_numeric(sample):
        return "date"
    if _share(sample, _PHONE) >= _MOST and _share(sample, r"^\+|[\s()/-]|^0|^1\d{10}$") >= _MOST:
        return "phone"
    if _share(sample, r"\d") >= _MOST:
        return "identifier" if unique_count > present_count * 0.05 else "category"
    return None


def _is_numeric(sample: pl.Series) -> bool:
    return _share(sample, r"^\d+(?:\.0)?$") >= 0.98


def _share(sample: pl.Series, pattern: str) -> float:
    return float(sample.str.contains(pattern).mean() or 0.0)  # type: ignore[arg-type]


def _with_most_name_like(table: pl.DataFrame, columns: list[Column]) -> list[Column]:
    """The free-text column that looks most like names, where no heading says where the names are."""
    best, most = None, 0.5
    for place, column in enumerate(columns):
        if column.kind != "text":
            continue
        values = table[column.name].drop_nulls()
        wordy = _share(values.head(_SAMPLE), r"^[\p{L}\p{M}.,'’·\-\s]{2,60}$")
        variety = values.n_unique() / max(len(values), 1)
        if wordy * (0.5 + variety / 2) > most:
            best, most = place, wordy * (0.5 + variety / 2)
    if best is None:
        return columns
    named = Column(columns[best].name, "full", "its values look most like names")
    return [*columns[:best], named, *columns[best + 1 :]]


@cache
def _words() -> tuple[tuple[str, tuple[str, ...]], ...]:
    text = (files("resolvers.records.lexicons") / "column_words.txt").read_text(encoding="utf-8")
    lines = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return tuple((kind, tuple(_folded(word).strip("_") for word in words.split())) for kind, words in lines)


def _folded(text: str) -> str:
    """Small letters without accents, parts joined by `_`; a change of case parts words, too (firstName)."""
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", text)
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", parted) if not unicodedata.combining(sign))
    return "_" + re.sub(r"[\W_]+", "_", unicodedata.normalize("NFKC", plain).casefold()).strip("_") + "_"


def _kind_of_heading(heading: str) -> str | None:
    """The kind whose longest word stands in the heading; the earlier kind where two are as long."""
    folded = _folded(heading)
    whole = folded.strip("_")
    if {"first", "surname"} <= set(whole.split("_")) or {"first", "last", "name"} <= set(whole.split("_")):
        return "full"
    best, longest = None, 0
    for kind, words in _words():
        for word in words:
            is_there = f"_{word}_" in folded or f"_{word}_" in re.sub(r"\d+", "", folded)
            is_there |= not word.isascii() and word in whole
            length = len(word) + 100 * (word == whole)
            if is_there and length > longest:
                best, longest = kind, length
    return best
