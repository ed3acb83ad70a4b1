"""Clock times of a Pidgin log to instants: the day and the offset stand in the file's name, else in its first line.

Lines carry a clock only; a clock that goes back by more than an hour has passed midnight. A line delivered late
carries its date too. Limit: a silence of more than a day shows nowhere; later lines then count for a day too early.

**Source:** libpurple's log writer (file names `%Y-%m-%d.%H%M%S%z%Z`, first line with the locale's full date).
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import PurePosixPath
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl

from sources.clock_text import believable, full_year, hour_of_day, moment, to_utc

_FILE = re.compile(r"(\d{4})-(\d\d)-(\d\d)\.(\d\d)(\d\d)(\d\d)(?:([+-])(\d\d)(\d\d))?")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_RUSSIAN = ("янв", "фев", "мар", "апр", "ма", "июн", "июл", "авг", "сен", "окт", "ноя", "дек")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_DAY = re.compile(r"(?<![\d:.])(\d{1,2})(?![\d:])")
_WORD = re.compile(r"[^\W\d_]{2,}")
_NUMBERS = re.compile(r"(?<!\d)(\d{1,4})[./-](\d{1,2})[./-](\d{1,4})(?!\d)")
_STEP_BACK = 3600
_DATE_PARTS = {"dmy": ("c", "b", "a"), "mdy": ("c", "a", "b"), "ymd": ("a", "b", "c")}


@dataclass
class PidginClock:
    """The clock of one log, read in file order.

    Attributes:
        day: Day of the next clock time; None when nothing tells it.
        offset: What the clock is ahead of UTC, where the file's name says so.
    """

    day: date | None
    offset: timedelta | None
    _last: int | None = None

    @classmethod
    def of_log(cls, path: str, heading: str | None, given: date | None) -> "PidginClock":
        """The clock of a log by its path, its first line's date, or the day given with it."""
        named = _FILE.match(PurePosixPath(path).name)
        if named is not None:
            year, month, day, hour, minute, second = (int(part) for part in named.groups()[:6])
            offset = None
            if named[7] is not None:
                ahead = timedelta(hours=int(named[8]), minutes=int(named[9]))
                offset = -ahead if named[7] == "-" else ahead
            try:
                start = datetime(year, month, day, hour, minute, second)
            except ValueError:
                pass
            else:
                return cls(start.date(), offset, start.hour * 3600 + start.minute * 60 + start.second)
        return cls(_day_in(heading or "") or given, None)

    def instants(self, parts: pl.DataFrame, order: str | None, zone: ZoneInfo) -> pl.Series:
        """UTC instants of lines.

        Args:
            parts: **Columns:** a, b, c (date, null without), hour, minute, second (integers), half.
            order: Place of day and month in dates of lines; None when unknown.
            zone: Zone of the clock where the file's name has no offset.
        """
        clock = parts.select(
            hour=hour_of_day(pl.col("hour"), pl.col("half")), minute="minute", second=pl.col("second").fill_null(0)
        )
        dated = parts.select("a", "b", "c").with_columns(clock)
        local = self._dated(dated, order)
        is_plain = parts["a"].is_null()
        seconds = clock.select(pl.col("hour") * 3600 + pl.col("minute") * 60 + pl.col("second")).to_series()
        own = seconds.filter(is_plain & (seconds < 86_400))
        if self.day is not None and len(own):
            steps = np.diff(own.to_numpy(), prepend=own[0] if self._last is None else self._last)
            days = np.cumsum(steps < -_STEP_BACK)
            first = datetime(self.day.year, self.day.month, self.day.day)
            moments = pl.Series(days * 86_400 + own.to_numpy(), dtype=pl.Int64) * 1_000_000
            plain = (moments.cast(pl.Duration("us")) + pl.Series([first], dtype=pl.Datetime("us"))).to_list()
            places = (is_plain & (seconds < 86_400)).arg_true().to_list()
            written = local.to_list()
            for place, at in zip(places, plain, strict=True):
                written[place] = at
            local = pl.Series(written, dtype=pl.Datetime("us"))
            self.day += timedelta(days=int(days[-1]))
            self._last = int(own[-1])
        frame = local.to_frame("t").with_columns(believable(pl.col("t")))
        if self.offset is not None:
            return (frame["t"] - self.offset).cast(pl.Datetime("us"))
        return frame.select(to_utc(pl.col("t"), zone))["t"]

    @staticmethod
    def _dated(parts: pl.DataFrame, order: str | None) -> pl.Series:
        if order is None:
            return pl.Series([None] * parts.height, dtype=pl.Datetime("us"))
        year, month, day = (pl.col(name) for name in _DATE_PARTS[order])
        clock = (pl.col("hour"), pl.col("minute"), pl.col("second"))
        return parts.select(t=moment(full_year(year), month, day, clock))["t"]


def _day_in(heading: str) -> date | None:
    """The day in a full date of any locale we know; None when day and month can't be told apart."""
    year = _YEAR.search(heading)
    numbers = _NUMBERS.search(heading)
    try:
        if numbers is not None:
            a, b, c = (int(part) for part in numbers.groups())
            if a > 31:
                return date(a, b, c)
            if "." in numbers[0] or a > 12 or a == b:
                return date(c, b, a)
            return date(c, a, b) if b > 12 else None
        if year is None:
            return None
        for word in _WORD.findall(heading.lower()):
            for names in (_MONTHS, _RUSSIAN):
                for number, start in enumerate(names, 1):
                    day = _DAY.search(heading.replace(year[0], "", 1))
                    if word.startswith(start) and day is not None:
                        return date(int(year[1]), number, int(day[1]))
    except ValueError:
        pass
    return None
