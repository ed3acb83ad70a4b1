"""Compares the cells of a column that is neither a name nor a date: equal, a slip apart, related, different."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from resolvers.names.alias_form import has_han
from resolvers.records.comparison import Codes, Level, crossed, first_values, packed, shares_beyond
from resolvers.records.texts import Flags, Ints, Spellings, folded, latin, mandarin, numbered, split_values, spread

_EQUAL, _SLIP, _RELATED, _DIFFERENT = range(1, 5)
_WORDS = 6
# What `related` means for a kind of column; kinds that aren't here have no such level.
RELATED = {
    "postcode": "same district",
    "email": "same name at another host",
    "address": "half of the words",
    "place": "half of the words",
    "text": "half of the words",
    "number": "one apart",
}
# How often neighbours and relatives agree on such columns, before any data is seen; their own are not listed.
_NEAR = {
    "address": (0.8, 0.05, 0.05, 0.1),
    "place": (0.85, 0.05, 0.05, 0.05),
    "postcode": (0.85, 0.05, 0.05, 0.05),
    "phone": (0.4, 0.05, 0.05, 0.5),
    "category": (0.6, 0.0, 0.0, 0.4),
    "text": (0.2, 0.05, 0.05, 0.7),
    "number": (0.1, 0.0, 0.1, 0.8),
}
# Values of a kind there are outside a table, if all were as common.
_VARIETY = {"category": 3, "number": 50, "place": 100, "text": 100, "postcode": 2000}
_USUAL_VARIETY = 5000
# Different places up to which each is read as a word, some 20 µs each.
_MOST_READ = 20_000
_NO_SLIPS = frozenset({"category", "number"})
_SEVERAL = frozenset({"place", "address", "text", "email", "phone", "identifier", "category"})


class ValueComparison:
    """Compares the values of one column.

    Attributes:
        name: The column.
        kind: What it holds (see columns.Column).
        levels: Its levels.
        start: Where the values of each record begin in `of_record`.
        of_record: Numbers of values, record by record.
        texts: The values.
        shares: Share of the records that have each.
    """

    def __init__(self, name: str, kind: str, column: pl.Series) -> None:
        self.name, self.kind = name, kind
        near = _NEAR.get(kind)
        self.levels = (
            Level("missing", 0.0),
            Level("equal", 0.74, is_rated=True, near=near and near[0]),
            Level("a slip apart", 0.07, near=near and near[1]),
            Level(RELATED.get(kind, "related"), 0.05, near=near and near[2]),
            Level("different", 0.14, near=near and near[3]),
        )
        self.start, self.of_record, self.texts = _values(column, kind)
        # The value of each record, -1 without, where no record has two.
        is_single = bool((np.diff(self.start) <= 1).all())
        self._only = first_values(self.start, self.of_record) if is_single else None
        counts = np.bincount(self.of_record, minlength=len(self.texts))
        self.shares = shares_beyond(counts, len(column), _VARIETY.get(kind, _USUAL_VARIETY))
        self.bits = -np.log2(np.maximum(self.shares, 1e-12)).astype(np.float32)
        # Places are written in the script of whoever writes: 厦门 and Xiamen are a slip apart, not two places.
        self._spellings = Spellings(_latin_places(self.texts) if kind == "place" else self.texts)
        self.related = _relations(kind, self.texts)

    def codes(self, left: Ints, right: Ints) -> Codes:
        """A code for each pair of records; of several values the two that agree best."""
        found = np.zeros(len(left), dtype=np.uint16)
        if self._only is not None:
            one, other = self._only[left], self._only[right]
            pair = np.flatnonzero((one >= 0) & (other >= 0))
            one, other = one[pair], other[pair]
            level = self._levels_of(one, other)
            found[pair] = packed(level, np.where(level == _EQUAL, self.bits[one], 0))
            return found
        pair, place_l, place_r = crossed(self.start, left, right)
        if len(pair):
            one, other = self.of_record[place_l], self.of_record[place_r]
            level = self._levels_of(one, other)
            bits = np.where(level == _EQUAL, self.bits[one], 0)
            order = np.lexsort((-bits, level, pair))
            kept, first = np.unique(pair[order], return_index=True)
            found[kept] = packed(level[order[first]], bits[order[first]])
        return found

    def _levels_of(self, left: Ints, right: Ints) -> NDArray[np.uint8]:
        level = np.full(len(left), _DIFFERENT, dtype=np.uint8)
        level[left == right] = _EQUAL
        rows = np.flatnonzero(level == _DIFFERENT)
        if self.kind not in _NO_SLIPS:
            level[rows[self._spellings.few_slips(left[rows], right[rows])]] = _SLIP
            rows = rows[level[rows] == _DIFFERENT]
        if self.related is not None:
            level[rows[self._related_rows(left[rows], right[rows])]] = _RELATED
        return level

    def _related_rows(self, left: Ints, right: Ints) -> Flags:
        """Half of the words of the shorter value at least; where a value has but one such part, that part."""
        related = self.related
        if related is None:
            return np.zeros(len(left), dtype=bool)
        if self.kind == "number":
            near: Flags = np.abs(related[left, 0] - related[right, 0]) == 1
            return near
        shared = np.zeros(len(left), dtype=np.int8)
        for one in range(related.shape[1]):
            for other in range(related.shape[1]):
                shared += (related[left, one] == related[right, other]) & (related[left, one] >= 0)
        words = np.minimum((related[left] >= 0).sum(axis=1), (related[right] >= 0).sum(axis=1))
        enough: Flags = (shared * 2 >= words) & (shared > 0)
        return enough


def _latin_places(texts: list[str]) -> list[str]:
    """Places in Latin letters; signs that are read otherwise in a word (厦 of 厦门) are read in their word."""
    if len(texts) > _MOST_READ:
        return latin(texts)
    return latin([mandarin(text) if has_han(text) else text for text in texts])


def _values(column: pl.Series, kind: str) -> tuple[NDArray[np.int64], Ints, list[str]]:
    """Where each record's values begin, the values record by record, their texts; worked out once a text."""
    cells, raw = numbered(column)
    texts = pl.DataFrame({"text": pl.int_range(len(raw), eager=True, dtype=pl.Int32), "value": raw})
    if kind in _SEVERAL:
        texts = texts.with_columns(value=split_values(texts["value"])).explode("value").drop_nulls()
    texts = texts.with_columns(value=_plain(texts["value"], kind)).drop_nulls().filter(pl.col("value") != "")
    texts = texts.unique().sort("text", "value")
    codes, values = numbered(texts["value"])
    start, of_record = spread(cells, texts["text"].to_numpy(), codes, len(raw))
    return start, of_record, values


def _plain(values: pl.Series, kind: str) -> pl.Series:
    plain = folded(values)
    if kind == "phone":
        digits = plain.str.replace_all(r"\D", "")
        # The last nine digits are the subscriber's whatever the country's prefix.
        return digits.str.tail(9)
    if kind in ("identifier", "postcode"):
        return plain.str.replace_all(r"[^\p{L}\p{N}]", "")
    if kind == "number":
        return plain.str.extract(r"(\d+)")
    if kind == "email":
        return plain
    return plain.str.replace_all(r"[^\p{L}\p{M}\p{N}]+", " ").str.strip_chars()


def _relations(kind: str, texts: list[str]) -> Ints | None:
    """Numbers of the parts of each value that make it related to another; -1 fills up."""
    values = pl.Series(texts, dtype=pl.String)
    if kind == "number":
        return values.cast(pl.Int32, strict=False).fill_null(-9).to_numpy().reshape(-1, 1).astype(np.int32)
    if kind == "postcode":
        # British codes end in three signs of the street; others begin with three of the region.
        part = values.str.slice(0, 3)
        british = values.str.contains(r"^[a-z]{1,2}\d[a-z\d]?\d[a-z]{2}$")
        part = (
            pl.DataFrame({"v": values, "p": part, "b": british})
            .select(pl.when("b").then(pl.col("v").str.head(-3)).otherwise("p"))
            .to_series()
        )
        return numbered(part.set(part.str.len_chars() < 2, None))[0].reshape(-1, 1)
    if kind == "email":
        return numbered(values.str.extract(r"^([^@]{3,})@"))[0].reshape(-1, 1)
    if kind not in RELATED or not texts:
        return None
    words = values.str.split(" ").list.head(_WORDS)
    flat = pl.DataFrame({"value": pl.int_range(len(texts), eager=True), "word": words}).explode("word").drop_nulls()
    place = flat.select(pl.int_range(pl.len()).over("value")).to_series().to_numpy()
    width = int(place.max() or 0) + 1
    if width == 1:
        return None
    found = np.full((len(texts), width), -1, dtype=np.int32)
    found[flat["value"].to_numpy(), place] = numbered(flat["word"])[0]
    return found
