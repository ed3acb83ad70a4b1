"""Custody forms as CSV: the paper form typed in, as `field,value` lines or as a table with a header.

**Source:** formats.md 11: exhibit number, item, seized from, by, at, place, hash, handed to, at, signature; headings in
Chinese as on police seizure lists (扣押清单). Fields without a known heading keep the heading as their name; several
rows give their distinct values joined by '; '. Nothing is guessed: what isn't on the form stays open.
"""

import csv
from collections.abc import Sequence
from pathlib import Path

from sources.errors import SeizureSheetUnreadable, UndecodableText
from sources.reading import encoding_of, lines
from sources.seizure_sheet import custody_field
from warehouse.schema.words import CUSTODY_FIELDS

_HEADINGS = {
    "authority": "authority agency 机关 办案单位 办案机关 扣押机关 扣押单位 执行机关 机關 扣押機關",
    "instrument": "instrument warrant legal_basis order_number 法律文书 法律文书号 文书号 文书编号 文号 扣押决定书",
    "seized_by": "seized_by who by officer collected_by 扣押人 提取人 经办人 承办人 办案人 办案民警 扣押人员 提取人员",
    "seized_from": "seized_from from holder owner suspect 持有人 被扣押人 物品持有人 所有人 被扣押人姓名 持有人姓名",
    "seized_at": "seized_at when at date time seizure_date 扣押时间 提取时间 扣押日期 提取日期 时间 日期 時間",
    "seized_where": "seized_where where place location seizure_place 扣押地点 提取地点 地点 地點 扣押场所",
    "tool": "tool software acquisition_tool 工具 提取工具 取证工具 取证设备 提取设备 取证软件",
    "handed_to": "handed_to received_by recipient 接收人 移交给 接收单位 保管人",
    "handed_at": "handed_at received_at 移交时间 接收时间",
    "exhibit_number": "exhibit_number exhibit_no exhibit item_no item_number 物证编号 检材编号 编号 序号 物品编号",
    "item": "item description item_description 物品 物品名称 名称 检材名称 品名",
    "hash": "hash sha256 sha-256 hash_value 哈希 哈希值 校验值 完整性校验值",
    "signature": "signature signed 签名 签字 见证人",
    "note": "note notes remark remarks comment 备注 附注 说明 備註",
}
_FIELD_OF = {heading: name for name, headings in _HEADINGS.items() for heading in headings.split()}
_SIGNS_AROUND = " \t　:：*#.()（）"


def read_custody_form(file: Path) -> dict[str, str]:
    """The custody fields of a form.

    Raises:
        SeizureSheetUnreadable: When the file is no CSV with a heading that is known.
    """
    if file.is_dir():
        raise SeizureSheetUnreadable(f"{file} is a folder, not a custody form; name the file")
    try:
        rows = [[cell.strip() for cell in row] for row in csv.reader(lines(file, encoding_of(file)))]
    except (UndecodableText, UnicodeError, csv.Error) as error:
        raise SeizureSheetUnreadable(f"{file.name} is no CSV text; save the custody form as CSV (UTF-8)") from error
    except OSError as error:
        raise SeizureSheetUnreadable(f"the custody form {file} can't be read ({error.strerror})") from error
    for number, row in enumerate(rows):
        if sum(_is_known(cell) for cell in row) >= 2 and not _pairs(row):
            return _joined(row, rows[number + 1 :])
    pairs = [pair for row in rows for pair in _pairs(row)]
    if not any(_is_known(heading) for heading, _ in pairs):
        known = ", ".join(CUSTODY_FIELDS)
        raise SeizureSheetUnreadable(
            f"{file.name} has no known custody heading; use some of {known}, as a header or as `field,value` lines"
        )
    return _joined([heading for heading, _ in pairs], [[value for _, value in pairs]])


def _pairs(row: Sequence[str]) -> list[tuple[str, str]]:
    """The `field,value` pairs of a line, one or several; none when the line is a header, a title or empty."""
    filled = list(row)
    while filled and not filled[-1]:
        filled.pop()
    headings, values = filled[0::2], filled[1::2]
    if not filled or len(headings) != len(values) or any(_is_known(value) for value in values):
        return []
    if len(filled) > 2 and not all(_is_known(heading) for heading in headings):
        return []
    return list(zip(headings, values, strict=True))


def _is_known(cell: str) -> bool:
    return _plain(cell) in _FIELD_OF or custody_field(_plain(cell)) in CUSTODY_FIELDS


def _plain(cell: str) -> str:
    return cell.strip(_SIGNS_AROUND).lower().replace(" ", "_")


def _joined(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> dict[str, str]:
    values: dict[str, dict[str, None]] = {}
    for row in rows:
        for heading, cell in zip(headings, row, strict=False):
            if heading and cell:
                plain = _plain(heading)
                name = _FIELD_OF.get(plain, custody_field(plain))
                values.setdefault(name, {})[cell] = None
    return {name: "; ".join(cells) for name, cells in values.items()}
