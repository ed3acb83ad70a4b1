r"""Lines of a LINE export: its title, headings of days, and records that begin with a clock time.

Phones print `TIME<TAB>NAME<TAB>TEXT` and wrap a text of several lines in double quotes; the PC program prints
`TIME NAME TEXT` and wraps nothing. A day is printed once, above its messages, in the phone's manner.

**Source:** formats.md 6; tests of public readers (2018 to 2026) for titles, headings and the quotes.
"""

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from sources.clock_text import HALF_PATTERN, SPACES

_SPACE = f"[{SPACES}]"
CLOCK = rf"(?:(?:{HALF_PATTERN}){_SPACE}?)?[0-9]{{1,2}}:[0-9]{{2}}(?::[0-9]{{2}})?(?:{_SPACE}?(?:{HALF_PATTERN}))?"
_CLOCK = re.compile(
    rf"(?P<before>{HALF_PATTERN})?{_SPACE}?(?P<hour>[0-9]{{1,2}}):(?P<minute>[0-9]{{2}})(?::(?P<second>[0-9]{{2}}))?"
    rf"{_SPACE}?(?P<after>{HALF_PATTERN})?"
)
_SPACED = re.compile(rf"({CLOCK}) (.*)", re.DOTALL)
_DAY_NAME = r"[^\d\t\n/()（）\[\]\"]{1,20}"
_HEADING = re.compile(
    rf"(?P<a>[0-9]{{4}})(?P<sign>[/.-]){_SPACE}?(?P<b>[0-9]{{1,2}})(?P=sign){_SPACE}?(?P<c>[0-9]{{1,2}})\.?"
    rf"(?:{_SPACE}*[(（]?(?P<day>{_DAY_NAME})[)）]?)"
    rf"|(?P<day_2>{_DAY_NAME}?)[,，]?{_SPACE}*(?P<a_2>[0-9]{{1,2}})(?P<sign_2>[/.-])(?P<b_2>[0-9]{{1,2}})(?P=sign_2)(?P<c_2>[0-9]{{4}})"
)
# Names of days by their beginning, Monday first: English, Chinese, Japanese, Korean, Thai (full and short).
DAY_NAMES = (
    ("mon", "一", "周一", "週一", "星期一", "月", "월", "จันทร์", "จ."),
    ("tue", "二", "周二", "週二", "星期二", "火", "화", "อังคาร", "อ."),
    ("wed", "三", "周三", "週三", "星期三", "水", "수", "พุธ", "พ."),
    ("thu", "四", "周四", "週四", "星期四", "木", "목", "พฤหัส", "พฤ."),
    ("fri", "五", "周五", "週五", "星期五", "金", "금", "ศุกร์", "ศ."),
    ("sat", "六", "周六", "週六", "星期六", "土", "토", "เสาร์", "ส."),
    ("sun", "日", "周日", "週日", "星期日", "星期天", "일", "อาทิตย์", "อา."),
)
_LONGEST_HEADING = 60
# A message of more lines than this is not taken for quoted, lest a lone quote swallow a talk.
QUOTED_LINES = 200
_TITLE = re.compile(r"\ufeff?\[LINE\] ?(?P<title>.*)")
# Titles by language; `group` where the wording is only used for one.
_TITLES = (
    re.compile(r"Chat history with (?P<title>.+)"),
    re.compile(r"Chat history in (?P<group>.+)"),
    re.compile(r"(?P<title>.+)とのトーク(?:履歴)?"),
    re.compile(r"(?P<group>.+)のトーク(?:履歴)?"),
    re.compile(r"[與与和](?P<title>.+)的聊天(?:[記记][錄录])?"),
    re.compile(r"(?P<group>.+)的聊天(?:[記记][錄录])?"),
    re.compile(r"(?:ประวัติการแชท|ประวัติการสนทนา|การสนทนา|แชท)(?:กับ|ใน) ?(?P<title>.+)"),
    re.compile(r"(?P<title>.+)님과 카카오톡 대화|(?P<group>.+)님과의 대화"),
    re.compile(r"Chat with (?P<title>.+)"),
    re.compile(r"Chat in (?P<group>.+)"),
)
_SAVED = re.compile(
    r"(?:Saved? (?:on|date)|保存日[時时期]|儲存日期|保存日期|匯出日期|บันทึกวันที่|บันทึกเมื่อ|저장한 날짜) ?[:：]?.*"
)


class Heading(NamedTuple):
    """The heading of a day: its line, parts in printed order, whether the year stands first, name of the day."""

    written: str
    a: int
    b: int
    c: int
    is_year_first: bool
    sign: str
    day_name: str


@dataclass
class Talk:
    """What one pass over a file gathers beside its records.

    Attributes:
        is_spaced: Whether it is of the PC variant.
        headings: Headings of days, in file order.
        has_orphan: Whether text stands before the first record that is no title.
    """

    is_spaced: bool
    headings: list[Heading] = field(default_factory=list)
    has_orphan: bool = False
    orphan_line: int = 1


def heading(line: str) -> Heading | None:
    """The heading of a day, None for other lines."""
    if len(line) > _LONGEST_HEADING:
        return None
    found = _HEADING.fullmatch(line.strip("\ufeff \r"))
    if found is None:
        return None
    if found["a"] is not None:
        a, b, c = (int(found[part]) for part in ("a", "b", "c"))
        return Heading(line.strip(), a, b, c, True, found["sign"], found["day"].strip())
    if not (found["day_2"] or "").strip():
        return None
    a, b, c = (int(found[part]) for part in ("a_2", "b_2", "c_2"))
    return Heading(line.strip(), a, b, c, False, found["sign_2"], found["day_2"].strip(" ,，"))


def names_a_day(found: Heading | None) -> bool:
    """Whether a line is a heading that names a day of the week in a language that is known."""
    return found is not None and any(found.day_name.lower().startswith(names) for names in DAY_NAMES)


def clock_parts(written: str) -> tuple[int, int, int, str | None]:
    """Hour as printed, minute, second and mark of the half of the day."""
    found = _CLOCK.fullmatch(written)
    if found is None:
        return -1, -1, -1, None
    return int(found["hour"]), int(found["minute"]), int(found["second"] or 0), found["before"] or found["after"]


def is_clock(written: str) -> bool:
    """Whether it is a clock time and nothing else."""
    return len(written) < 24 and _CLOCK.fullmatch(written) is not None


def title_of(written: str) -> tuple[str | None, bool]:
    """Title of the talk from the first line or a file's name, and whether its wording is only used for groups."""
    found = _TITLE.fullmatch(written.strip())
    if found is None:
        return None, False
    for pattern in _TITLES:
        if named := pattern.fullmatch(found["title"].strip()):
            groups = named.groupdict()
            return (groups.get("group") or groups.get("title") or "").strip() or None, bool(groups.get("group"))
    return found["title"].strip() or None, False


def is_own_line(line: str) -> bool:
    """Whether a line before the first record is the export's own: title, date of saving, heading, blank."""
    bare = line.strip("\ufeff \r\t")
    return not bare or bool(_TITLE.fullmatch(bare) or _SAVED.fullmatch(bare)) or heading(bare) is not None


def is_spaced(text: str) -> bool:
    """Whether the records of a text are parted by spaces: it has such lines and none with a tab."""
    lines = [line.rstrip("\r") for line in text.split("\n")]
    if any(is_clock(line.partition("\t")[0]) for line in lines if "\t" in line):
        return False
    return any(_SPACED.fullmatch(line) for line in lines)
