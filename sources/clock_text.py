"""Dates and clock times as phones and desktop programs print them in many languages, read column by column.

Day and month can't be told apart in `03/04/20`. They are decided once per file: a part above 12 settles it, else the
order in which the file runs forward in time, else nobody knows and the times stay null (formats.md 3.1).
"""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

import polars as pl

# Marks of the half of the day with how they shift the hour. Keys: lower case, without dots and spaces.
# Source: Unicode CLDR day periods of en, es, zh, ja, ko, vi, el, ar; the Chinese parts of the day are flexible periods.
HALVES = {
    "am": "am",
    "pm": "pm",
    "上午": "am",
    "早上": "am",
    "清晨": "am",
    "凌晨": "am",
    "中午": "noon",
    "下午": "pm",
    "傍晚": "pm",
    "晚上": "evening",
    "半夜": "midnight",
    "午夜": "midnight",
    "午前": "am",
    "午後": "pm",
    "오전": "am",
    "오후": "pm",
    "sa": "am",
    "ch": "pm",
    "πμ": "am",
    "μμ": "pm",
    "ص": "am",
    "م": "pm",
}
# The signs that typesetting puts where a plain space is meant, and invisible marks of writing direction.
SPACES = " \u00a0\u2009\u202f"
DIRECTION_MARKS = "\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff"
# For regular expressions (Rust's and Python's): a half-of-the-day mark.
HALF_PATTERN = (
    rf"(?i:[ap]\.?[{SPACES}]?m\.?|[πμ]\.?μ\.?|SA|CH)"
    "|上午|早上|清晨|凌晨|中午|下午|傍晚|晚上|半夜|午夜|午前|午後|오전|오후|ص|م"
)
# Years of the Buddhist era, which Thai phones print, are 543 ahead; no chat is from the 25th century.
_BUDDHIST_FROM, _BUDDHIST_AHEAD = 2400, 543
# A file may hold a few lines out of order; an order of day and month is believed when it makes the file jump back in
# time less than a quarter as often as the other.
_CLEARLY_FEWER = 4
# Chats, logs and registers of computers; years outside are placeholders (0000, 0001, 9999) or damage, and some of them
# can't even be shown by Python.
FIRST_YEAR, LAST_YEAR = 1970, 2200
# From the first of March of the year 0 to the first of January 1970.
_DAYS_TO_1970 = 719_468


def plain(text: pl.Expr) -> pl.Expr:
    """Text without direction marks and with plain spaces, for matching; what is kept stays as written."""
    return text.str.replace_all(f"[{DIRECTION_MARKS}]", "").str.replace_all(f"[{SPACES}]", " ")


def hour_of_day(hour: pl.Expr, half: pl.Expr) -> pl.Expr:
    """The hour from 0 to 23 (24 stays 24 and is no time).

    Args:
        hour: The printed hour as an integer.
        half: The printed mark of the half of the day, null in 24-hour times.
    """
    key = half.str.to_lowercase().str.replace_all(f"[.{SPACES}]", "")
    kind = key.replace_strict(HALVES, default=None, return_dtype=pl.String)
    late = pl.when(hour < 12).then(hour + 12).otherwise(hour)
    return (
        pl.when(kind.is_null() | (hour > 12))
        .then(hour)
        .when(kind == "am")
        .then(hour % 12)
        .when(kind == "pm")
        .then(late)
        .when(kind == "noon")
        .then(pl.when(hour <= 4).then(hour + 12).otherwise(hour))  # 中午 covers 11 to 13 o'clock
        .when(kind == "evening")
        .then(pl.when(hour == 12).then(0).otherwise(late))
        .otherwise(pl.when(hour == 12).then(0).when(hour >= 6).then(late).otherwise(hour))  # 半夜 runs past midnight
    )


def full_year(year: pl.Expr) -> pl.Expr:
    """Year with four digits, of the common era; two digits are of this century."""
    return (
        pl.when(year < 100).then(year + 2000).when(year >= _BUDDHIST_FROM).then(year - _BUDDHIST_AHEAD).otherwise(year)
    )


def moment(year: pl.Expr, month: pl.Expr, day: pl.Expr, clock: tuple[pl.Expr, pl.Expr, pl.Expr]) -> pl.Expr:
    """Local time from its parts (`clock` is hour, minute, second); null where no such time exists."""
    year, month, day = (part.cast(pl.Int64) for part in (year, month, day))
    hour, minute, second = (part.cast(pl.Int64) for part in clock)
    is_leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    # Sums over whole columns cost far less than writing each time out and reading it again.
    month_days = 30 + (month + month // 8) % 2 - pl.when(month == 2).then(2 - is_leap.cast(pl.Int64)).otherwise(0)
    exists = year.is_between(FIRST_YEAR, LAST_YEAR) & month.is_between(1, 12) & day.is_between(1, month_days)
    exists &= hour.is_between(0, 23) & minute.is_between(0, 59) & second.is_between(0, 59)
    # The year begins in March here, so that the odd day is its last.
    march_month, march_year = (month + 9) % 12, year - (month <= 2).cast(pl.Int64)
    days = 365 * march_year + march_year // 4 - march_year // 100 + march_year // 400
    days += (march_month * 306 + 5) // 10 + day - 1 - _DAYS_TO_1970
    seconds = ((days * 24 + hour) * 60 + minute) * 60 + second
    return pl.when(exists).then((seconds * 1_000_000).cast(pl.Datetime("us")))


def believable(time: pl.Expr) -> pl.Expr:
    """A time, null where its year says that it is none."""
    return pl.when(time.dt.year().is_between(FIRST_YEAR, LAST_YEAR)).then(time)


def to_utc(local: pl.Expr, zone: ZoneInfo) -> pl.Expr:
    """UTC instant of a local time.

    A time that a clock change made happen twice counts as the first; one that it skipped is reckoned with the offset
    from before the change, as Python's `fold=0` does.
    """
    if zone.key == "UTC":
        return local

    def shifted(time: pl.Expr) -> pl.Expr:
        return (
            time.dt.replace_time_zone(zone.key, ambiguous="earliest", non_existent="null")
            .dt.convert_time_zone("UTC")
            .dt.replace_time_zone(None)
        )

    return shifted(local).fill_null(shifted(local + pl.duration(hours=1)))


@dataclass(frozen=True)
class DayOrder:
    """Where day, month and year stand in a file's dates.

    Attributes:
        order: `dmy`, `mdy` or `ymd`.
        is_known: False when day and month can't be told apart; times are then null.
    """

    order: str
    is_known: bool


@dataclass
class DateSurvey:
    """What a file's dates show about the place of day and month, gathered block by block.

    Attributes:
        date_count: Dates seen.
        valid_counts: How many of them exist, read in each order.
        descents: How often time runs backwards from one record to the next, read in each order.
        last: The last moment of the block before, by order, as an integer that sorts like time.
        is_year_first: Whether the first part has four digits.
        is_dotted: Whether the parts are parted by dots, which no language does with the month first.
        is_same: Whether day and month are equal in all dates, so that the order doesn't matter.
    """

    date_count: int = 0
    valid_counts: dict[str, int] | None = None
    descents: dict[str, int] | None = None
    last: dict[str, int] | None = None
    is_year_first: bool = False
    is_dotted: bool = False
    is_same: bool = True

    def add(self, parts: pl.DataFrame) -> None:
        """Take in the dates of a block.

        Columns:
            a, b, c: The three parts of the date as integers, in printed order.
            minute: Minute or second of the day as an integer that sorts like time.
        """
        if not parts.height:
            return
        self.valid_counts = self.valid_counts or {"dmy": 0, "mdy": 0, "ymd": 0}
        self.descents = self.descents or {"dmy": 0, "mdy": 0}
        self.last = self.last or {}
        self.date_count += parts.height
        self.is_same = self.is_same and bool((parts["a"] == parts["b"]).all())
        for order, (day, month) in {"dmy": ("a", "b"), "mdy": ("b", "a"), "ymd": ("c", "b")}.items():
            ok = pl.col(day).is_between(1, 31) & pl.col(month).is_between(1, 12)
            self.valid_counts[order] += parts.select(ok.sum()).item()
            if order == "ymd":
                continue
            key = ((full_year(pl.col("c")) * 12 + pl.col(month)) * 31 + pl.col(day)) * 86_400 + pl.col("minute")
            moments = parts.select(key=key)["key"]
            self.descents[order] += int((moments.diff() < 0).sum()) + int(moments[0] < self.last.get(order, moments[0]))
            self.last[order] = moments[-1]

    def decide(self) -> DayOrder:
        """The order of day and month in this file."""
        if self.is_year_first or self.valid_counts is None or self.descents is None:
            return DayOrder("ymd", True)
        valid = self.valid_counts
        if self.is_dotted or self.is_same:
            return DayOrder("dmy", True)
        if max(valid["dmy"], valid["mdy"]) == 0 and valid["ymd"]:
            return DayOrder("ymd", True)
        if valid["dmy"] != valid["mdy"]:
            return DayOrder("dmy" if valid["dmy"] > valid["mdy"] else "mdy", True)
        back_dmy, back_mdy = self.descents["dmy"], self.descents["mdy"]
        if back_dmy * _CLEARLY_FEWER < back_mdy:
            return DayOrder("dmy", True)
        if back_mdy * _CLEARLY_FEWER < back_dmy:
            return DayOrder("mdy", True)
        return DayOrder("dmy", False)
