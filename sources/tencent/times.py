"""Times as Tencent writes them: `2026-01-27 11:53:50 +0800 CST`, or local without offset."""

import re
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from sources.clock_text import FIRST_YEAR, LAST_YEAR
from sources.disclosures.disclosed import Moment
from sources.record import Exhibit

_TIME = re.compile(
    r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})[ T](\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?(?:\s*([+-])(\d{2}):?(\d{2}))?.*"
)
TIME_START = re.compile(r"\d{4}[-/]\d{1,2}[-/]\d{1,2}[ T]\d{1,2}:\d{2}")


def moment(written: str, exhibit: Exhibit) -> Moment:
    """A time; `offset` where it carries one, else local time of the seizure's zone or Chinese time."""
    raw = written.strip()
    found = _TIME.fullmatch(raw)
    if found is None:
        return Moment(None, raw or None, "none")
    *parts, sign, hours, minutes = found.groups()
    year, month, day, hour, minute, second = (int(part or 0) for part in parts)
    try:
        local = datetime(year, month, day, hour, minute, second)
    except ValueError:
        return Moment(None, raw, "none")
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return Moment(None, raw, "none")
    if sign:
        shift = timedelta(hours=int(hours), minutes=int(minutes))
        zone: timezone | ZoneInfo
        try:
            zone = timezone(shift if sign == "+" else -shift)
        except ValueError:
            return Moment(None, raw, "none")
        basis = "offset"
    else:
        zone, basis = exhibit.zone("wechat")
    return Moment(local.replace(tzinfo=zone).astimezone(UTC).replace(tzinfo=None), raw, basis)
