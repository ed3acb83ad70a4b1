"""Hours, dates and zones as phones print them."""

from datetime import datetime
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.clock_text import DateSurvey, full_year, hour_of_day, moment, to_utc

HALVES = [("AM", 12, 0), ("pm", 12, 12), ("p.\u00a0m.", 3, 15), ("上午", 12, 0), ("下午", 1, 13), ("凌晨", 3, 3)]
HALVES += [("中午", 11, 11), ("中午", 1, 13), ("晚上", 9, 21), ("半夜", 12, 0), ("오후", 12, 12), ("午前", 0, 0)]


def survey_of(dates):
    found = DateSurvey()
    for block in (dates[: len(dates) // 2], dates[len(dates) // 2 :]):
        found.add(pl.DataFrame([(*date, 0) for date in block], schema=["a", "b", "c", "minute"], orient="row"))
    return found.decide()


@pytest.mark.parametrize(("half", "hour", "expected"), HALVES)
def test_marks_of_the_half_day_shift_the_hour(half, hour, expected):
    """Each mark shifts the hour as its language means it."""
    assert pl.select(hour_of_day(pl.lit(hour), pl.lit(half))).item() == expected


@given(st.integers(0, 23))
def test_an_hour_without_mark_is_itself(hour):
    """24-hour times are left alone, with or without a mark that repeats the obvious."""
    assert pl.select(hour_of_day(pl.lit(hour), pl.lit(None, pl.String))).item() == hour
    if hour > 12:
        assert pl.select(hour_of_day(pl.lit(hour), pl.lit("pm"))).item() == hour


@given(st.datetimes(datetime(1971, 1, 1), datetime(2100, 1, 1)))
def test_parts_give_back_their_moment(time):
    """A moment taken apart and put together is the same."""
    parts = [pl.lit(part) for part in (time.year, time.month, time.day)]
    clock = (pl.lit(time.hour), pl.lit(time.minute), pl.lit(time.second))
    assert pl.select(moment(*parts, clock)).item() == time.replace(microsecond=0)


def test_days_that_do_not_exist_have_no_moment():
    """31 April, month 13, hour 24 and minute 60 give null."""
    for month, day, hour, minute in ((4, 31, 1, 1), (13, 1, 1, 1), (1, 1, 24, 1), (1, 1, 1, 60)):
        parts = (pl.lit(2020), pl.lit(month), pl.lit(day), (pl.lit(hour), pl.lit(minute), pl.lit(0)))
        assert pl.select(moment(*parts)).item() is None


def test_years_are_of_the_common_era():
    """Two digits are of this century, the Buddhist era is brought back."""
    assert pl.select(full_year(pl.Series([23, 2023, 2566]))).to_series().to_list() == [2023, 2023, 2023]


@given(st.datetimes(datetime(1971, 1, 1), datetime(2037, 1, 1)), st.sampled_from(["Europe/Berlin", "Asia/Shanghai"]))
def test_zones_are_reckoned_as_python_does(time, zone):
    """UTC instants equal those of zoneinfo, through clock changes too."""
    expected = time.replace(tzinfo=ZoneInfo(zone)).astimezone(ZoneInfo("UTC")).replace(tzinfo=None)
    local = pl.select(pl.lit(time, pl.Datetime("us")).alias("local"))
    assert local.select(to_utc(pl.col("local"), ZoneInfo(zone))).item() == expected


def test_day_and_month_are_settled_by_a_big_part_then_by_time():
    """A 13th settles it; else the order that runs forward; else it stays open."""
    assert survey_of([(1, 2, 20), (13, 2, 20)]).order == "dmy"
    assert survey_of([(1, 2, 20), (2, 13, 20)]).order == "mdy"
    forward = survey_of([(9, 1, 20), (10, 1, 20), (1, 2, 20), (9, 2, 20), (1, 3, 20)])
    assert (forward.order, forward.is_known) == ("dmy", True)
    assert not survey_of([(1, 2, 20), (1, 3, 20)]).is_known
    assert survey_of([(1, 1, 20), (2, 2, 20)]).is_known
