"""ISO times with their offset: the same instants, whether read by their form or one by one."""

from datetime import UTC, datetime, timedelta, timezone

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.iso_clock import iso_instants


@pytest.mark.parametrize(
    ("written", "instant"),
    [
        ("2024-01-02T03:04:05Z", datetime(2024, 1, 2, 3, 4, 5)),
        ("2024-01-02 03:04:05.5z", datetime(2024, 1, 2, 3, 4, 5, 500_000)),
        ("2024-02-29T23:59:59.123456789 +08:00", datetime(2024, 2, 29, 15, 59, 59, 123_456)),
        (" 2024-01-01T00:00:00.000-0530 ", datetime(2024, 1, 1, 5, 30)),
        ("2023-02-29T00:00:00Z", None),
        ("2024-13-01T00:00:00Z", None),
        ("2024-01-02T24:04:05Z", None),
        ("2024-01-02T03:04:05", None),
        ("0001-01-01T00:00:00Z", None),
        ("9999-01-01T00:00:00Z", None),
        ("1700000000", None),
        ("", None),
        (None, None),
    ],
)
def test_what_is_a_time_and_what_is_none(written, instant):
    """Fractions and offsets count; days that don't exist, times without offset and placeholders are null."""
    beside = ["2024-05-05T05:05:05Z", written, "2024-05-05T05:05:05.25+00:00", "no time"]
    assert iso_instants(pl.Series(beside))[1] == instant


_ZONES = st.integers(-12 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@given(st.lists(st.datetimes(datetime(1970, 1, 2), datetime(2199, 12, 30), timezones=_ZONES), max_size=8))
def test_times_are_those_that_python_reads(times):
    """Whatever forms stand side by side, each time is the instant that Python's own reader finds."""
    told = iso_instants(pl.Series([time.isoformat() for time in times], dtype=pl.String))
    assert told.to_list() == [time.astimezone(UTC).replace(tzinfo=None) for time in times]
