"""Times of western returns, which are UTC by the return's own word."""

import re
from datetime import UTC, datetime

from sources.clock_text import FIRST_YEAR, LAST_YEAR
from sources.disclosures.disclosed import Moment

_TIME = re.compile(r"(\d{4})-(\d{2})-(\d{2})[ T](\d{2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?(?: ?(?:UTC|Z))?")
_EPOCH = re.compile(r"\d{9,10}")


def moment(written: str) -> Moment:
    """A time of a return: `2021-03-04 09:15:00 UTC` (or `Z`), sometimes seconds since 1970."""
    raw = written.strip()
    if _EPOCH.fullmatch(raw):
        return Moment(datetime.fromtimestamp(int(raw), UTC).replace(tzinfo=None), raw, "epoch_s")
    found = _TIME.fullmatch(raw)
    if found is None or not FIRST_YEAR <= int(found[1]) <= LAST_YEAR:
        return Moment(None, raw or None, "none")
    try:
        return Moment(datetime(*(int(part or 0) for part in found.groups())), raw, "utc")  # type: ignore[arg-type]
    except ValueError:
        return Moment(None, raw, "none")
