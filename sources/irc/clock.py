"""Clock times of a log to instants: the day from the file's name, midnight in the log, twelve-hour dials.

Loggers write hour and minute only. The day comes from the line itself, else from the file's name, else it is given
with the exhibit. A clock that goes back by more than an hour has passed midnight; smaller steps back are jitter or the
end of summer time. Some loggers write a twelve-hour dial without am and pm: such a log knows no hour above twelve, and
each step back lands within half an hour of where it was on the dial; there a step back is half a day. Its first half
day is taken as written, which may be twelve hours off; the order and the distances within the log are right.
"""

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import PurePosixPath
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl

from sources.clock_text import believable

_HALF_DAY = 12 * 3600
_DAY = 2 * _HALF_DAY
# Summer time ends with a step of one hour; anything longer is another day.
_STEP_BACK = 3600
# How far a dial may have moved on while it went from twelve to one.
_DIAL_STEP = 1800
# Just after midnight a late line of the day before may follow (servers lag); a longer way forward is a silent day.
_LATE_LINE = 300
_FILE_DAY = re.compile(r"(?<!\d)((?:19|20)\d{2})([-._]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?!\d)")


def file_day(path: str) -> date | None:
    """The day that the file's name gives (2012-05-04, 2012.05.04, 2012_05_04, 20120504), else its nearest folder's."""
    for part in reversed(PurePosixPath(path.replace("!/", "/")).parts):
        for year, _, month, day in _FILE_DAY.findall(part):
            try:
                return date(int(year), int(month), int(day))
            except ValueError:
                continue
    return None


def seconds_of_day() -> pl.Expr:
    """Seconds since midnight as the clock of the line shows them; null without a clock."""
    hour = pl.col("hour").cast(pl.Int64)
    in_half = pl.col("half").str.to_lowercase()
    hour = (
        pl.when(in_half.is_null() | (hour > 12)).then(hour).otherwise(hour % 12 + 12 * (in_half == "pm").cast(pl.Int64))
    )
    return hour * 3600 + pl.col("minute").cast(pl.Int64) * 60 + pl.col("second").cast(pl.Int64).fill_null(0)


@dataclass
class Dial:
    """Decides over a whole log whether its clock has twelve hours.

    Attributes:
        last: Seconds of the last clock seen.
        highest: Highest clock seen.
        has_half: Whether am or pm was seen.
        wraps: How many steps back look like a dial going from twelve to one.
        other_steps: How many steps back do not.
    """

    last: int | None = None
    highest: int = 0
    has_half: bool = False
    wraps: int = 0
    other_steps: int = 0

    def see(self, parts: pl.DataFrame) -> None:
        """Take in the next lines: columns seconds and half."""
        clocks = parts["seconds"].drop_nulls().to_numpy()
        self.has_half = self.has_half or bool(parts["half"].is_not_null().any())
        if not len(clocks):
            return
        steps = np.diff(clocks, prepend=clocks[0] if self.last is None else self.last)
        back = steps[steps < -_STEP_BACK]
        wraps = int(np.count_nonzero(back % _HALF_DAY <= _DIAL_STEP))
        self.wraps += wraps
        self.other_steps += len(back) - wraps
        self.highest = max(self.highest, int(clocks.max()))
        self.last = int(clocks[-1])

    @property
    def step(self) -> int:
        """Seconds that a step back stands for: half a day on a twelve-hour dial without am and pm, else a day."""
        is_half = not self.has_half and self.highest < 13 * 3600 and self.wraps > 0 and self.other_steps == 0
        return _HALF_DAY if is_half else _DAY


@dataclass
class Calendar:
    """Turns clocks into UTC instants, chunk by chunk.

    Attributes:
        day: Day of the first line, or None.
        zone: Zone of the clocks.
        step: Seconds that a step back stands for: a day, or half of one on a twelve-hour dial.
        offset: Seconds added so far.
        last: Seconds of the last clock.
        carried: Local time of the last line that had one.
    """

    day: date | None
    zone: ZoneInfo
    step: int = _DAY
    offset: int = 0
    last: int | None = None
    carried: datetime | None = field(default=None)

    def instants(self, parts: pl.DataFrame) -> pl.Series:
        """UTC instants of the lines; a line without clock has that of the line before it.

        Args:
            parts: Lines in order; columns seconds, date.
        """
        local = parts.select(
            pl.coalesce(
                believable(pl.col("date").str.to_datetime("%Y-%m-%d", strict=False, time_unit="us"))
                + pl.duration(seconds="seconds", time_unit="us"),
                pl.lit(self.day, dtype=pl.Date).cast(pl.Datetime("us"))
                + pl.duration(seconds=pl.col("seconds") + self._offsets(parts["seconds"]), time_unit="us"),
            )
            .forward_fill()
            .fill_null(pl.lit(self.carried, dtype=pl.Datetime("us")))
            .alias("local")
        )
        if parts.height:
            self.carried = local["local"][-1]
        zoned = pl.col("local").dt.replace_time_zone(str(self.zone), ambiguous="earliest", non_existent="null")
        return local.select(zoned.dt.convert_time_zone("UTC").dt.replace_time_zone(None)).to_series()

    def _offsets(self, seconds: pl.Series) -> pl.Series:
        clocks = seconds.forward_fill().fill_null(self.last if self.last is not None else 0).to_numpy()
        if not len(clocks):
            return pl.Series([], dtype=pl.Int64)
        steps = np.diff(clocks, prepend=clocks[0] if self.last is None else self.last)
        changes = np.zeros(len(clocks), dtype=np.int64)
        offset = self.offset
        # Few lines a day step; the loop sees only those.
        for at in np.flatnonzero((steps < -_STEP_BACK) | (steps >= self.step - _LATE_LINE)):
            change = self.step if steps[at] < 0 else -self.step if offset else 0
            changes[at] = change
            offset += change
        offsets = np.cumsum(changes) + self.offset
        self.offset, self.last = offset, int(clocks[-1])
        return pl.Series(offsets)
