"""Cells: what a spreadsheet or CSV stores in one, turned into the text a person would read, and what was lost.

**Source:** formats.md 1.4: Excel keeps 15 significant digits, so a longer number stored as a number is already damaged.
"""

import math
import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sources.identifiers import is_lossy_number

CellValue = str | int | float | bool | date | datetime | time | timedelta | None

# Whole numbers of 16 digits and more can't have survived as spreadsheet numbers.
_FIRST_LOSSY = 10**15
# From here on not even the digits that are left are exact.
_FIRST_INEXACT = 2**53
_FORMULA_TEXT = re.compile(r'="(?P<text>.*)"', re.DOTALL)
# A phone that some program took for a number and wrote out again: 13800138000.0.
_FLOAT_NUMBER = re.compile(r"\d{7,15}\.0")
# What a text begins with that is a formula or marked as text.
_TELLING = frozenset("='’‘`")
EDGES = " \t\r\n\u00a0\u3000\u200b\ufeff"
# Values that stand for "nothing" and are no name, number or account.
NOTHING = frozenset(
    {
        "",
        "-",
        "--",
        "—",
        "——",
        "/",
        "\\",
        ".",
        "无",
        "無",
        "没有",
        "沒有",
        "不详",
        "不詳",
        "未知",
        "不明",
        "暂无",
        "空",
        "нет",
    }
    | {"null", "none", "nan", "n/a", "na", "nil", "nul", "unknown", "неизвестно"}
    | {"#n/a", "#ref!", "#value!", "#name?", "#null!", "#div/0!"}
)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a sheet.

    Attributes:
        number: Number of the row, from 1, as a spreadsheet program shows it.
        cells: The texts from the first column on; '' where a cell is empty.
        lossy: Columns whose digits a spreadsheet has damaged.
        filled: Columns whose text comes from a merged cell that began in a row above.
        is_banner: Whether the row's only cell is merged over several columns: a title or section heading.
        is_hidden: Whether the row or its sheet is hidden.
        comments: Comments that people put on its cells.
    """

    number: int
    cells: tuple[str, ...]
    lossy: frozenset[int] = frozenset()
    filled: frozenset[int] = frozenset()
    is_banner: bool = False
    is_hidden: bool = False
    comments: tuple[str, ...] = ()

    @property
    def own(self) -> list[int]:
        """Columns with a text of the row's own."""
        return [column for column, cell in enumerate(self.cells) if cell and column not in self.filled]


def cell_text(value: CellValue) -> tuple[str, bool]:
    """The text of a cell and whether its digits are damaged."""
    if value is None:
        return "", False
    if isinstance(value, str):
        return written_text(value)
    if isinstance(value, bool):
        return ("TRUE" if value else "FALSE"), False
    if isinstance(value, int | float):
        return _number_text(value)
    if isinstance(value, datetime):
        return value.isoformat(" ", "seconds"), False
    if isinstance(value, date | time):
        return value.isoformat(), False
    return str(value), False


def written_text(text: str) -> tuple[str, bool]:
    """A text cell without the signs that keep spreadsheets from reading it as a number, and whether it is damaged."""
    stripped = text.strip(EDGES)
    first = stripped[:1]
    if first not in _TELLING and not first.isdigit():
        return stripped, False
    if formula := _FORMULA_TEXT.fullmatch(stripped):
        stripped = formula["text"].strip(EDGES)
    if stripped.startswith(("'", "’", "‘", "`")) and stripped.count(stripped[0]) == 1:
        stripped = stripped[1:].strip(EDGES)
    if _FLOAT_NUMBER.fullmatch(stripped):
        stripped = stripped[:-2]
    return stripped, bool(stripped) and stripped[0].isdigit() and is_lossy_number(stripped)


def is_nothing(text: str) -> bool:
    """Whether a cell says that there is nothing (无, n/a, —) or is blank."""
    return text.casefold() in NOTHING


def _number_text(value: float) -> tuple[str, bool]:
    if isinstance(value, float) and not math.isfinite(value):
        return "", False
    if abs(value) >= _FIRST_LOSSY:
        return (str(int(value)) if abs(value) < _FIRST_INEXACT else repr(value)), True
    if float(value).is_integer():
        return str(int(value)), False
    return repr(value), False
