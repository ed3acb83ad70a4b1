"""Times in tables."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from sources.tables.times import instant

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    "written",
    [
        "2024-10-04 11:42:05",
        "2024/10/4 11:42:05",
        "2024年10月4日 11时42分5秒",
        "20241004114205",
        "2024-10-04T03:42:05Z",
        "2024-10-04 11:42:05 +0800 CST",
        "1728013325",
        "1728013325000",
        "2024-10-04 11:42:05.000",
    ],
)
def test_one_instant_in_many_forms(written):
    """The same instant is read from every form."""
    assert instant(written, SHANGHAI) == datetime(2024, 10, 4, 3, 42, 5)


@pytest.mark.parametrize(
    "written",
    ["2024-10-04", "2024/10/4 0:00", "04/10/2024 10:00", "2024-13-04 10:00", "yesterday", "", "2024-10-04 25:00"],
)
def test_unsure_times_give_no_instant(written):
    """Bare days, days that can't be told from months, and impossible times stay null."""
    assert instant(written, SHANGHAI) is None
