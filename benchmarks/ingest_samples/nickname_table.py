"""A synthetic roster (XLSX): names, nicknames, roles, superiors, phones; invented throughout."""

import itertools
import random
from pathlib import Path

import openpyxl
import python_calamine as calamine

from benchmarks.ingest_sample import IngestSample

_HEADING = ("序号", "姓名", "外号", "职务", "上级", "组别", "微信号", "手机", "备注")
_SURNAMES, _GIVEN = "样例甲乙丙丁", "一二三四五六七八九十样"
_NICKS = ("锤子", "钢钉、钉子", "Lucky", "财务小样", "螃蟹2号", "大锤（又名榔头）")
_ROLES = ("组长", "一线", "财务", "键盘手", "技术")
# A row of this roster takes about so many bytes in the packed workbook.
_ROW_BYTES = 62
# A sheet ends at a million rows; another one is begun well before.
_SHEET_ROWS = 200_000


def _write(file: Path, megabytes: int) -> None:
    rng = random.Random(7)  # noqa: S311 - a benchmark
    book = openpyxl.Workbook(write_only=True)
    sheet = None
    for number in itertools.count():
        if number * _ROW_BYTES > megabytes * 1_000_000:
            break
        if sheet is None or number % _SHEET_ROWS == 0:
            sheet = book.create_sheet()
            sheet.append(_HEADING)
        name = rng.choice(_SURNAMES) + rng.choice(_GIVEN) + rng.choice(_GIVEN)
        nick, superior = rng.choice(_NICKS), rng.choice(_NICKS[:1])
        row = (number, name, nick, rng.choice(_ROLES), superior, f"{number % 9}组", f"sample_{number}")
        sheet.append((*row, 19900000000 + rng.randrange(10_000), "在逃" if number % 7 == 0 else None))
    book.save(file)


def _plain(file: Path) -> None:
    with file.open("rb") as stream, calamine.CalamineWorkbook.from_filelike(stream) as book:
        for name in book.sheet_names:
            for _ in book.get_sheet_by_name(name).iter_rows():
                pass


SAMPLE = IngestSample("nickname_table", "花名册.xlsx", _write, _plain, "python_calamine iter_rows")
