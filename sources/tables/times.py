"""Times in tables: written in many ways, turned into UTC where that is sure, else null.

**Source:** formats.md 1.5: a day without a clock time, or a date whose day and month can't be told apart, gives no
instant.
"""

import re
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from sources.clock_text import FIRST_YEAR, LAST_YEAR
from sources.identifiers import plain

_YEAR_FIRST = re.compile(
    r"(?P<year>(?:19|20)\d\d)\s*[-/.年]\s*(?P<month>\d{1,2})\s*[-/.月]\s*(?P<day>\d{1,2})\s*日?号?(?P<rest>.*)",
    re.DOTALL,
)
_COMPACT = re.compile(r"(?P<year>20\d\d)(?P<month>\d\d)(?P<day>\d\d)(?P<rest>[ T]?\d{4}(?:\d\d)?)?")
_YEAR_LAST = re.compile(
    r"(?P<first>\d{1,2})[-/.](?P<second>\d{1,2})[-/.](?P<year>(?:19|20)\d\d)(?P<rest>.*)", re.DOTALL
)
_CLOCK = re.compile(
    r"[\sT,]*(?P<half>上午|下午|凌晨|晚上|中午)?\s*(?P<hour>\d{1,2})\s*[:时點点]?\s*(?P<minute>\d{1,2})\s*[:分]?\s*"
    r"(?P<second>\d{1,2})?(?:\.\d+)?\s*秒?\s*(?P<pm>AM|PM)?\s*(?P<zone>Z|UTC|GMT|(?:UTC|GMT)?[+-]\d{1,2}:?(?:\d{2})?)?"
    r"\s*(?:CST|\([A-Z]+\))?\s*",
    re.IGNORECASE,
)
_EPOCH = re.compile(r"1\d{9}(?:\d{3})?")


def instant(written: str, zone: ZoneInfo) -> datetime | None:
    """The UTC instant, without zone as the warehouse keeps it; None where only the day is known or nothing is sure.

    Args:
        written: The cell.
        zone: Zone of times that don't name theirs.
    """
    text = plain(written)
    if _EPOCH.fullmatch(text):
        return datetime.fromtimestamp(int(text[:10]), UTC).replace(tzinfo=None)
    found = _YEAR_FIRST.fullmatch(text) or _COMPACT.fullmatch(text)
    if found is not None:
        year, month, day = int(found["year"]), int(found["month"]), int(found["day"])
    elif (found := _YEAR_LAST.fullmatch(text)) and max(int(found["first"]), int(found["second"])) > 12:
        first, second, year = int(found["first"]), int(found["second"]), int(found["year"])
        day, month = (first, second) if first > 12 else (second, first)
    else:
        return None
    clock = _CLOCK.fullmatch(found["rest"] or "")
    if clock is None:
        return None
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        offset = _offset(clock["zone"]) or zone
        local = datetime(year, month, day, _hour(clock), int(clock["minute"]), int(clock["second"] or 0))
    except ValueError:
        return None
    # Spreadsheets write a bare day as midnight, so midnight means that only the day is known.
    if (local.hour, local.minute, local.second) == (0, 0, 0):
        return None
    return local.replace(tzinfo=offset).astimezone(UTC).replace(tzinfo=None)


def _hour(clock: re.Match[str]) -> int:
    hour = int(clock["hour"])
    is_after_noon = clock["half"] in ("下午", "晚上") or (clock["pm"] or "").upper() == "PM"
    is_before_noon = clock["half"] in ("上午", "凌晨") or (clock["pm"] or "").upper() == "AM"
    if is_after_noon and hour < 12:
        return hour + 12
    return 0 if is_before_noon and hour == 12 else hour


def _offset(written: str | None) -> timezone | None:
    if not written:
        return None
    signs = re.fullmatch(r"(?:UTC|GMT)?([+-])(\d{1,2}):?(\d{2})?", written, re.IGNORECASE)
    if signs is None:
        return UTC
    offset = timedelta(hours=int(signs[2]), minutes=int(signs[3] or 0))
    return timezone(-offset if signs[1] == "-" else offset)
