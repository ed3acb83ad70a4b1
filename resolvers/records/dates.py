"""Compares dates (of birth, as a rule) that may be partial, mistyped, or have day and month swapped.

A date is read as digits of year, month and day, valid or not: a mistyped 1852-89-10 is still nine tenths of a date.
"""

from collections.abc import Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from resolvers.records.comparison import Codes, Level, crossed, packed, shares_beyond
from resolvers.records.texts import Flags, Ints, distinct, numbered, split_values, spread

_LEVELS = (
    Level("missing", 0.0),
    Level("equal", 0.62, is_rated=True),
    Level("as far as given", 0.06),
    Level("a slip apart", 0.12),
    Level("two parts of three", 0.05),
    Level("same year", 0.04),
    Level("years apart by two at most", 0.03),
    Level("different", 0.08),
)
_EQUAL, _AS_GIVEN, _SLIP, _TWO_PARTS, _YEAR, _NEAR, _DIFFERENT = range(1, 8)
# Days of birth there are outside a table, if all were as common.
_VARIETY = 15_000
# So many times as common as the commonest other date (1 January of some year, often) a date must be to stand for none.
_COMMON = 3
_STAND_INS = {
    1_01_01, 1111_11_11, 1753_01_01, 1800_01_01, 1899_12_30, 1899_12_31, 1900_01_01, 1901_01_01, 1970_01_01,
    2000_01_01, 9999_12_31,
}  # fmt: skip
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


class DateComparison:
    """Compares dates.

    Attributes:
        name: The column.
        levels: Its levels.
    """

    def __init__(self, name: str, column: pl.Series) -> None:
        self.name = name
        self.levels = _LEVELS
        self.start, self.of_record, dates = _dates(column)
        self.years, self.months, self.days = dates
        digits = [self.years // power % 10 for power in (1000, 100, 10, 1)]
        digits += [part // power % 10 for part in (self.months, self.days) for power in (10, 1)]
        self._digits = np.stack(digits).astype(np.uint8)
        # The eight digits in one number, half a byte each: what differs between two of them is counted in bits.
        self._packed = np.zeros(len(self.years), dtype=np.uint32)
        for digit in digits:
            self._packed = self._packed << np.uint32(4) | digit.astype(np.uint32)
        counts = np.bincount(self.of_record, minlength=len(self.years))
        self.bits = -np.log2(shares_beyond(np.maximum(counts, 1), len(column), _VARIETY)).astype(np.float32)
        # Partly given dates share a year, or a month of a year, with all that lie in it.
        self.is_full = (self.months > 0) & (self.days > 0)

    def codes(self, left: Ints, right: Ints) -> Codes:
        """A code for each pair of records; of several dates the two that agree best."""
        pair, one, other = crossed(self.start, left, right)
        found = np.zeros(len(left), dtype=np.uint16)
        if len(pair):
            date_l, date_r = self.of_record[one], self.of_record[other]
            level = self._levels_of(date_l, date_r)
            order = np.lexsort((level, pair))
            kept, first = np.unique(pair[order], return_index=True)
            chosen = order[first]
            bits = np.where(level[chosen] == _EQUAL, self.bits[date_l[chosen]], 0)
            found[kept] = packed(level[chosen], bits)
        return found

    def _levels_of(self, left: Ints, right: Ints) -> NDArray[np.uint8]:
        apart = self._packed[left] ^ self._packed[right]
        year, month, day = apart >> 16 == 0, apart & 0xFF00 == 0, apart & 0xFF == 0
        full = self.is_full[left] & self.is_full[right]
        level = np.full(len(left), _DIFFERENT, dtype=np.uint8)
        level[np.abs(self.years[left] - self.years[right]) <= 2] = _NEAR
        level[year] = _YEAR
        level[full & (year.astype(np.int8) + month + day >= 2)] = _TWO_PARTS
        slips = _unlike_digits(apart)
        level[full & (slips <= 1)] = _SLIP
        rows = np.flatnonzero(full & (slips == 2))
        level[rows[self._neighbours_swapped(left[rows], right[rows])]] = _SLIP
        rows = np.flatnonzero(full & year)
        turned = (self.months[left[rows]] == self.days[right[rows]]) & (
            self.days[left[rows]] == self.months[right[rows]]
        )
        level[rows[turned]] = _SLIP
        rows = np.flatnonzero(~full & year)
        months_given = (self.months[left[rows]] > 0) & (self.months[right[rows]] > 0)
        level[rows[~months_given | month[rows]]] = _AS_GIVEN
        level[full & (apart == 0)] = _EQUAL
        return level

    def _neighbours_swapped(self, left: Ints, right: Ints) -> Flags:
        """Which full dates that differ in two digits have them in each other's place, side by side."""
        one, other = self._digits[:, left], self._digits[:, right]
        swapped = (one == np.roll(self._digits, 1, axis=0)[:, right]) & (one != other)
        found: Flags = swapped.any(axis=0) & (np.sort(one, axis=0) == np.sort(other, axis=0)).all(axis=0)
        return found


def _unlike_digits(apart: NDArray[np.uint32]) -> NDArray[np.uint8]:
    """How many half bytes of numbers aren't zero."""
    some = apart | apart >> np.uint32(1)
    some |= some >> np.uint32(2)
    count: NDArray[np.uint8] = np.bitwise_count(some & np.uint32(0x11111111))
    return count


def _dates(column: pl.Series) -> tuple[NDArray[np.int64], Ints, Sequence[Ints]]:
    """Where each record's dates begin, the dates record by record, and year, month and day (0 not given) of each."""
    cells, raw = numbered(column)
    texts = pl.DataFrame({"cell": pl.int_range(len(raw), eager=True, dtype=pl.Int32), "text": raw})
    texts = texts.with_columns(text=split_values(texts["text"])).explode("text").drop_nulls()
    read = texts.join(_read(texts["text"].unique().sort()), on="text", how="inner").filter(pl.col("year") > 0)
    read = read.with_columns(date=pl.col("year").cast(pl.Int64) * 10_000 + pl.col("month") * 100 + pl.col("day"))
    read = read.select("cell", "date").unique().sort("cell", "date")
    read = read.filter(~pl.col("date").is_in(_stand_ins(cells, read)))
    dates = distinct(read["date"].to_numpy())
    codes = np.searchsorted(dates, read["date"].to_numpy()).astype(np.int32)
    start, of_record = spread(cells, read["cell"].to_numpy(), codes, len(raw))
    year, rest = dates // 10_000, dates % 10_000
    return start, of_record, [part.astype(np.int32) for part in (year, rest // 100, rest % 100)]


def _stand_ins(cells: Ints, read: pl.DataFrame) -> list[int]:
    """Dates that programs write where none is known, as far as they are much commoner here than any other date."""
    borne = np.bincount(cells[cells >= 0], minlength=len(cells))
    counts = read.select("date", count=pl.Series(borne).gather(read["cell"])).group_by("date").sum()
    is_stand_in = pl.col("date").is_in(sorted(_STAND_INS))
    others = counts.filter(~is_stand_in)["count"].to_list()
    return counts.filter(is_stand_in, pl.col("count") >= _COMMON * max(others, default=1))["date"].to_list()


def _read(texts: pl.Series) -> pl.DataFrame:
    """Year, month and day of unique texts; whether day or month comes first is settled by the whole column."""
    text = pl.col("text").str.to_lowercase().str.normalize("NFKC")
    for number, month in enumerate(_MONTHS, 1):
        text = text.str.replace(rf"\b{month}[a-z]*\.?", f" m{number:02d} ")
    plain = pl.DataFrame({"text": texts}).with_columns(plain=text)
    ymd = r"(\d{4})\D{1,3}(\d{1,2})(?:\D{1,3}(\d{1,2}))?"
    dmy = r"^\D*(\d{1,2})[-./ ]{1,2}m?(\d{1,2})[-./, ]{1,2}(\d{4})"
    mdy = r"m(\d{2}) +(\d{1,2}),? +(\d{4})"
    named = r"(\d{1,2})\D+m(\d{2})\D+(\d{4})"
    digits = r"^\s*(\d{4})(\d{2})(\d{2})(?:\D|$)"
    got = plain.with_columns(
        **{f"y{n}": pl.col("plain").str.extract(ymd, n).cast(pl.Int32) for n in (1, 2, 3)},
        **{f"d{n}": pl.col("plain").str.extract(dmy, n).cast(pl.Int32) for n in (1, 2, 3)},
        **{f"n{n}": pl.col("plain").str.extract(named, n).cast(pl.Int32) for n in (1, 2, 3)},
        **{f"m{n}": pl.col("plain").str.extract(mdy, n).cast(pl.Int32) for n in (1, 2, 3)},
        **{f"c{n}": pl.col("plain").str.extract(digits, n).cast(pl.Int32) for n in (1, 2, 3)},
        month_of_year=pl.col("plain").str.extract(r"m(\d{2})").cast(pl.Int32),
        only=pl.col("plain").str.extract(r"(?:^|\D)(\d{4})(?:\D|$)").cast(pl.Int32),
    )
    month_first = bool((got["d2"] > 12).sum() > (got["d1"] > 12).sum())
    day, month = ("d2", "d1") if month_first else ("d1", "d2")
    return got.select(
        "text",
        year=pl.coalesce("c1", "n3", "m3", "d3", "y1", "only", pl.lit(0)),
        month=pl.coalesce("c2", "n2", "m1", month, "y2", "month_of_year", pl.lit(0)),
        day=pl.coalesce("c3", "n1", "m2", day, "y3", pl.lit(0)),
    )
