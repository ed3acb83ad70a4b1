"""A synthetic WeFlow workbook: one group. Megabytes are those of the XML inside."""

from pathlib import Path

import openpyxl
import python_calamine

from benchmarks.ingest_sample import IngestSample
from benchmarks.wechat_talk import GROUP, lines

_HEADINGS = ("序号", "时间", "发送者昵称", "发送者微信ID", "发送者备注", "群昵称", "发送者身份", "消息类型", "内容")
# What a row of the talk takes in the XML.
_ROW_BYTES = 600


def _write(file: Path, megabytes: int) -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("聊天记录")
    sheet.append(["会话信息"])
    sheet.append(["微信ID", GROUP, None, "昵称", "钢厂"])
    sheet.append(["导出工具", "WeFlow"])
    sheet.append(_HEADINGS)
    rows = min(megabytes * 1_000_000 // _ROW_BYTES, 1_000_000)
    for said, _ in zip(lines(), range(rows), strict=False):
        names = (said.name, said.sender, "", "", said.name)
        sheet.append((said.number, said.clock, *names, f"{said.type_name}消息", said.text))
    book.save(file)


def _plain(file: Path) -> None:
    with file.open("rb") as stream:
        for _ in python_calamine.CalamineWorkbook.from_filelike(stream).get_sheet_by_index(0).iter_rows():
            pass


SAMPLE = IngestSample("wechat_weflow_workbook", "钢厂.xlsx", _write, _plain, "python-calamine")
