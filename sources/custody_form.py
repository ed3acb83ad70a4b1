"""Custody forms: the paper form typed in, as CSV or XLSX, or the custody that a CASE document tells.

A form has fields as a label beside its value, one or several in a line, or a table with a header, or both below each
other as on police seizure lists (扣押清单). Fields without a known heading keep the heading as their name; several
values of a field are joined by '; '. Nothing is guessed: what isn't on the form stays open. The hashes of a form are
held against what was delivered, like a hash list.

**Source:** formats.md 11: exhibit number, item, seized from, by, at, place, hash, handed to, at, signature; headings in
Chinese as on police seizure lists; CASE by sources/case_uco/custody.py.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sources.case_uco.custody import case_custody
from sources.errors import SeizureSheetUnreadable, UndecodableText, UnreadableExhibit
from sources.listed_hash import algorithm_named, listed_hash
from sources.reading import encoding_of, lines
from sources.seizure_sheet import custody_field
from sources.tables.workbook import read_sheets
from sources.tables.workbook_package import is_workbook, outlines
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
_FILE_HEADINGS = frozenset({"file", "file_name", "filename", "path", "文件", "文件名", "文件名称", "路径", "文件路径"})
_SIGNS_AROUND = " \t　:：*#.()（）"
_HASH_TEXT = re.compile(
    r"(?:(?P<name>[A-Za-z][A-Za-z0-9-]{1,11})[\s:：=]+)?(?P<digits>[0-9A-Fa-f]{32,128})(?![0-9A-Fa-f])"
)


@dataclass(frozen=True)
class FormHash:
    """One hash that a form gives.

    Attributes:
        label: What the form calls the exhibit.
        names: Names that may be those of a delivered file.
        listed: The hash (sources/listed_hash.py).
    """

    label: str
    names: tuple[str, ...]
    listed: str


@dataclass
class CustodyForm:
    """What a form tells.

    Attributes:
        fields: Custody fields.
        hashes: Hashes of exhibits, in the order of the form.
    """

    fields: dict[str, str] = field(default_factory=dict)
    hashes: tuple[FormHash, ...] = ()


def read_custody_form(file: Path) -> dict[str, str]:
    """The custody fields of a form; see `custody_form`."""
    return custody_form(file).fields


def custody_form(file: Path) -> CustodyForm:
    """What a form tells.

    Raises:
        SeizureSheetUnreadable: When the file is no CSV or XLSX with a heading that is known, and no CASE document.
    """
    if file.is_dir():
        raise SeizureSheetUnreadable(f"{file} is a folder, not a custody form; name the file")
    try:
        if _is_json(file):
            return _of_case(file)
        rows = _workbook_rows(file) if is_workbook(file) else _csv_rows(file)
    except (UndecodableText, UnicodeError, csv.Error) as error:
        raise SeizureSheetUnreadable(
            f"{file.name} is no CSV text; save the custody form as CSV (UTF-8) or XLSX"
        ) from error
    except UnreadableExhibit as error:
        raise SeizureSheetUnreadable(f"{file.name}: {error}") from error
    except OSError as error:
        raise SeizureSheetUnreadable(f"the custody form {file} can't be read ({error.strerror})") from error
    told = _told(rows)
    if told is None:
        known = ", ".join(CUSTODY_FIELDS)
        raise SeizureSheetUnreadable(
            f"{file.name} has no known custody heading; use some of {known}, as a header or as `field,value` lines"
        )
    return told


def _is_json(file: Path) -> bool:
    with file.open("rb") as stream:
        return stream.read(256).lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[")


def _of_case(file: Path) -> CustodyForm:
    fields = case_custody(file)
    if not fields:
        raise SeizureSheetUnreadable(
            f"{file.name} is JSON that tells no custody (CASE InvestigativeAction, ProvenanceRecord); give a form"
        )
    label = fields.get("exhibit_number") or fields.get("item") or "CASE document"
    return CustodyForm(fields, tuple(FormHash(label, (), one) for one in _hashes(fields.get("hash", ""), None)))


def _csv_rows(file: Path) -> list[list[str]]:
    return [[cell.strip() for cell in row] for row in csv.reader(lines(file, encoding_of(file)))]


def _workbook_rows(file: Path) -> list[list[str]]:
    return [[text.strip() for text in row.cells] for _, rows in read_sheets(file, outlines(file)) for row in rows]


def _told(rows: Sequence[Sequence[str]]) -> CustodyForm | None:
    """Fields and hashes of a form's rows; None when it has no known heading."""
    values: dict[str, dict[str, None]] = {}
    hashes: list[FormHash] = []
    header: Sequence[str] | None = None
    is_form = False
    filled = [row for row in rows if any(row)]
    for number, row in enumerate(filled):
        below = filled[number + 1] if number + 1 < len(filled) else ()
        if _is_header(row, below):
            header, is_form = row, True
            continue
        if header is not None and not _is_known(next(cell for cell in row if cell)):
            pairs = [(heading, cell) for heading, cell in zip(header, row, strict=False) if heading and cell]
        else:
            header, pairs = None, _pairs(row)
            is_form = is_form or any(_is_known(heading) for heading, _ in pairs)
        for heading, cell in pairs:
            if cell:
                values.setdefault(_name(heading), {})[cell] = None
        hashes += _row_hashes(pairs)
    if not is_form:
        return None
    fields = {name: "; ".join(cells) for name, cells in values.items()}
    return CustodyForm(fields, tuple(_labelled(one, fields) for one in hashes))


def _is_header(row: Sequence[str], below: Sequence[str]) -> bool:
    """Whether a row is the header of a table: several headings, no values, and no heading in the row below."""
    known = sum(_is_known(cell) or _plain(cell) in _FILE_HEADINGS or _algorithm(cell) is not None for cell in row)
    return known >= 2 and not _plain_pairs(row) and not any(_is_known(cell) for cell in below)


def _pairs(row: Sequence[str]) -> list[tuple[str, str]]:
    """Label and value of the fields in a line; a label with another label beside it has no value."""
    if plain := _plain_pairs(row):
        return plain
    cells = [cell for cell in row if cell]
    pairs = []
    for cell, beside in zip(cells, [*cells[1:], ""], strict=True):
        if _is_known(cell):
            pairs.append((cell, "" if _is_known(beside) else beside))
    return pairs


def _plain_pairs(row: Sequence[str]) -> list[tuple[str, str]]:
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


def _row_hashes(pairs: Iterable[tuple[str, str]]) -> Iterator[FormHash]:
    """The hashes of one row or line, with the names that stand beside them."""
    beside = {_name(heading): cell for heading, cell in pairs}
    names = tuple(cell for name, cell in beside.items() if name in ("item", *_FILE_HEADINGS))
    label = " ".join(filter(None, (beside.get("exhibit_number"), beside.get("item"))))
    for heading, cell in pairs:
        algorithm = _algorithm(heading)
        if algorithm or _name(heading) == "hash":
            yield from (FormHash(label, names, listed) for listed in _hashes(cell, algorithm))


def _algorithm(heading: str) -> str | None:
    """The algorithm whose hashes stand under a heading; None when it names none."""
    return algorithm_named(_plain(heading).removesuffix("值").removesuffix("_hash"))


def _hashes(cell: str, algorithm: str | None) -> Iterator[str]:
    """The hashes in a cell, which may name their algorithm."""
    for match in _HASH_TEXT.finditer(cell):
        named = algorithm_named(match["name"]) if match["name"] else None
        if listed := listed_hash(match["digits"], named) or listed_hash(match["digits"], algorithm):
            yield listed


def _labelled(one: FormHash, fields: Mapping[str, str]) -> FormHash:
    """A hash that stands alone on its line belongs to what the form calls its exhibit."""
    if one.label:
        return one
    label = " ".join(filter(None, (fields.get("exhibit_number"), fields.get("item"))))
    return FormHash(label or "exhibit", one.names, one.listed)


def _name(heading: str) -> str:
    plain = _plain(heading)
    return _FIELD_OF.get(plain, custody_field(plain))


def _is_known(cell: str) -> bool:
    return _plain(cell) in _FIELD_OF or custody_field(_plain(cell)) in CUSTODY_FIELDS


def _plain(cell: str) -> str:
    return cell.strip(_SIGNS_AROUND).lower().replace(" ", "_")
