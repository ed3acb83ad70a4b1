"""Times in ISO 8601 that carry their offset (`2024-01-02T03:04:05.678Z`, `… +08:00`), read column by column.

Source: ISO 8601 and RFC 3339; up to nine digits of a second are taken, those behind the sixth dropped.
"""

import re
from datetime import datetime

import numpy as np
import polars as pl

from sources.clock_text import FIRST_YEAR, LAST_YEAR
from sources.line_forms import Form, LineBytes, Places

_FIRST, _LAST = datetime(FIRST_YEAR, 1, 1), datetime(LAST_YEAR, 1, 1)
_WRITTEN = re.compile(
    r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})[T ]"
    r"(?P<hour>[0-9]{2}):(?P<minute>[0-9]{2}):(?P<second>[0-9]{2})(?:\.(?P<fraction>[0-9]{1,9}))?"
    r"(?:[Zz]| ?(?P<sign>[+-])(?P<hours>[0-9]{2}):?(?P<minutes>[0-9]{2}))"
)
# Programs write their times in one form, or drop zeros at the end of a fraction; what is left is read one by one.
_MOST_FORMS = 40
_MONTH_DAYS = np.array([0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], dtype=np.int64)
_DAYS_TO_1970 = 719_468  # from the first of March of the year 0


def iso_instants(written: pl.Series) -> pl.Series:
    """The instants (UTC, Datetime us) that texts tell; null for what is no such time, or none from 1970 to 2200."""
    text = written.cast(pl.String, strict=False).str.strip_chars()
    lines = LineBytes(text.fill_null(""))
    instants = np.zeros(len(text), dtype=np.int64)
    is_read = np.zeros(len(text), dtype=bool)
    left = np.flatnonzero(lines.lengths)
    for _ in range(_MOST_FORMS):
        found = _WRITTEN.fullmatch(text[int(left[0])]) if len(left) else None
        if found is None:
            break
        form = Form(found[0])
        places = form.fits(lines, left[lines.lengths[left] == len(found[0])])
        instants[places], is_sound = _read(form, found, lines, places)
        is_read[places] = is_sound
        is_formed = np.zeros(len(text), dtype=bool)
        is_formed[places] = True
        left = left[~is_formed[left]]
    read = pl.Series(instants).cast(pl.Datetime("us"))
    told = pl.DataFrame({"read": read, "is_read": is_read}).select(pl.when("is_read").then("read")).to_series()
    others = np.flatnonzero(~is_read & (lines.lengths > 0))
    if len(others):
        told = told.scatter(others, _one_by_one(text.gather(others)))
    is_near = (told >= _FIRST) & (told <= _LAST)
    return pl.select(pl.when(is_near).then(told)).to_series().alias(written.name)


def _read(form: Form, found: re.Match[str], lines: LineBytes, places: Places) -> tuple[Places, Places]:
    """Microseconds since 1970 of times in one form, and which of them exist in the calendar."""

    def number(name: str) -> Places:
        return form.number(lines, places, found.span(name))

    year, month, day = number("year"), number("month"), number("day")
    hour, minute, second = number("hour"), number("minute"), number("second")
    is_leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    most_days = _MONTH_DAYS[np.minimum(month, 12)] - ((month == 2) & ~is_leap)
    is_sound = (month >= 1) & (month <= 12) & (day >= 1) & (day <= most_days)
    is_sound &= (hour <= 23) & (minute <= 59) & (second <= 59)
    # The year begins in March here, so that the odd day is its last.
    march_year = year - (month <= 2)
    days = 365 * march_year + march_year // 4 - march_year // 100 + march_year // 400
    days += ((month + 9) % 12 * 306 + 5) // 10 + day - 1 - _DAYS_TO_1970
    if found["sign"] is not None:
        shift = number("hours") * 60 + number("minutes")
        minute = minute + (shift if found["sign"] == "-" else -shift)
    micro = (((days * 24 + hour) * 60 + minute) * 60 + second) * 1_000_000
    if found["fraction"] is not None:
        digits = len(found["fraction"])
        fraction = number("fraction")
        micro += fraction * 10 ** (6 - digits) if digits <= 6 else fraction // 10 ** (digits - 6)
    return micro, is_sound


def _one_by_one(text: pl.Series) -> pl.Series:
    rows = (
        text.alias("text")
        .to_frame()
        .select(
            local=pl.col("text")
            .str.slice(0, 19)
            .str.replace(" ", "T", literal=True)
            .str.to_datetime("%Y-%m-%dT%H:%M:%S", strict=False, time_unit="us"),
            tail=pl.col("text").str.slice(19),  # a fraction, then the offset
        )
    )
    tail = pl.col("tail")
    rows = rows.with_columns(
        is_utc=tail.str.ends_with("Z") | tail.str.ends_with("z"),
        parts=tail.str.extract_groups(r"^(\.\d{1,9})? ?([+-])(\d{2}):?(\d{2})$"),
    ).unnest("parts")
    sign, hours, minutes = pl.col("2"), pl.col("3"), pl.col("4")
    rows = rows.with_columns(
        fraction=pl.when("is_utc").then(tail.str.head(-1)).otherwise(pl.col("1").fill_null("")),
        minutes=hours.cast(pl.Int64) * 60 + minutes.cast(pl.Int64),
    )
    fraction = pl.col("fraction")
    digits = fraction.str.strip_prefix(".").str.pad_end(6, "0").str.slice(0, 6)
    rows = rows.with_columns(micro=pl.when(fraction != "").then(digits.cast(pl.Int64, strict=False)))
    is_whole = (fraction == "") | (pl.col("micro").is_not_null() & fraction.str.starts_with("."))
    shift = pl.when("is_utc").then(pl.lit(0)).when(sign == "-").then(-pl.col("minutes")).otherwise("minutes")
    instant = pl.col("local") + pl.duration(microseconds=pl.col("micro").fill_null(0), minutes=-shift)
    return rows.select(pl.when(is_whole).then(instant)).to_series()
