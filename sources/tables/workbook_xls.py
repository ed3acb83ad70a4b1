"""Old Excel workbooks (.xls, BIFF), read by xlrd.

xlrd tells merged ranges, hidden rows and sheets, comments and the 1904 date system. A workbook whose container is
damaged is read as far as xlrd goes when it is told to overlook that. The second count walks the raw records for rows
that hold a cell, so that a row which xlrd loses is noticed (calamine would be another parser, but it aborts the whole
program on some damaged files).

**Source:** [MS-CFB] and [MS-XLS] 2.3; xlrd 2.0.2; formats.md 9.
"""

import io
import mmap
import struct
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, time, timedelta
from pathlib import Path

import xlrd
from xlrd.compdoc import CompDoc, CompDocError

from sources.errors import UnreadableExhibit
from sources.tables.cells import CellValue, Row, cell_text
from sources.tables.merged import Merges, merged_row

SIGNATURES = (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\x09\x08\x10\x00", b"\x09\x08\x08\x00")
_CONTAINER = SIGNATURES[0]
# Names of the stream that holds the workbook, as the directory of the container writes them.
_STREAMS = tuple(name.encode("utf-16-le") for name in ("Workbook", "WORKBOOK", "Book"))
# An old workbook can't hold more than 65,536 rows a sheet; a file of this size is something else.
_LARGEST = 512 << 20
_TROUBLE = (
    xlrd.XLRDError, CompDocError, struct.error, ValueError, LookupError, AssertionError, TypeError, AttributeError,
    ArithmeticError, MemoryError, RecursionError, NotImplementedError,
)  # fmt: skip
# Sectors of 512 or 4,096 bytes; another number would have xlrd allocate whatever it says.
_SECTOR_SHIFTS = (b"\x09", b"\x0c")
_BOF, _EOF, _BOUNDSHEET = frozenset({0x0809, 0x0409, 0x0209, 0x0009}), 0x000A, 0x0085
# Number, label, formula, boolean, rich string, shared string, RK and rows of RK; blank cells are left out.
_CELLS = frozenset({0x0203, 0x0204, 0x0205, 0x0006, 0x0206, 0x0406, 0x00D6, 0x00FD, 0x027E, 0x00BD})
_CLOSED = "the workbook can't be opened: it is damaged or locked with a password; ask for a new copy without one"
_DAMAGED = "the workbook is damaged and what could be read was; ask for a new copy of the file"


def is_xls(file: Path, first_bytes: bytes) -> bool:
    """Whether the file is an old workbook and no other document in the same container (Word, mail)."""
    if not first_bytes.startswith(SIGNATURES):
        return False
    if not first_bytes.startswith(_CONTAINER):
        return True
    if file.stat().st_size > _LARGEST:
        return False
    with file.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as content:
        return any(content.find(name) >= 0 for name in _STREAMS)


def read_sheets(file: Path, problems: list[str]) -> Iterator[tuple[str, Iterator[Row]]]:
    """The worksheets in order, hidden ones included, each with its rows from row 1 on.

    Args:
        file: The workbook.
        problems: Takes a sentence where the workbook is damaged.

    Raises:
        UnreadableExhibit: When neither library can open it.
    """
    book = _opened(file, problems)
    if book is None:
        raise UnreadableExhibit(_CLOSED)
    with book:
        for index in range(book.nsheets):
            try:
                sheet = book.sheet_by_index(index)
            except _TROUBLE:
                problems.append(_DAMAGED)
                continue
            yield sheet.name, _rows(sheet, book.datemode)
            book.unload_sheet(index)


def scanned_sheets(file: Path) -> Iterator[tuple[str, Iterator[Row]]]:
    """The same without dates and merges filled down, and with a row for each that the raw records hold.

    Raises:
        UnreadableExhibit: When it can't be opened.
    """
    book = _opened(file, [])
    if book is None:
        raise UnreadableExhibit(_CLOSED)
    held = _rows_with_cells(file)
    with book:
        for index in range(book.nsheets):
            with suppress(*_TROUBLE):
                sheet = book.sheet_by_index(index)
                yield sheet.name, _scanned_rows(sheet, held[index] if index < len(held) else set())
                book.unload_sheet(index)


def _opened(file: Path, problems: list[str]) -> xlrd.book.Book | None:
    content = file.read_bytes()
    if content.startswith(_CONTAINER) and content[30:31] not in _SECTOR_SHIFTS:
        return None
    for is_lenient in (False, True):
        with suppress(*_TROUBLE):
            book = xlrd.open_workbook(
                file_contents=content,
                logfile=io.StringIO(),
                formatting_info=True,
                on_demand=True,
                ragged_rows=True,
                ignore_workbook_corruption=is_lenient,
            )
            if is_lenient:
                problems.append(_DAMAGED)
            return book
    return None


def _rows(sheet: xlrd.sheet.Sheet, datemode: int) -> Iterator[Row]:
    merges = Merges.of((top, left, bottom - 1, right - 1) for top, bottom, left, right in sheet.merged_cells)
    comments: dict[int, list[str]] = {}
    for (row, _), note in sorted(sheet.cell_note_map.items()):
        comments.setdefault(row, []).append(note.text)
    for index in range(sheet.nrows):
        found = [cell_text(_value(cell, datemode)) for cell in sheet.row(index)]
        info = sheet.rowinfo_map.get(index)
        is_hidden = sheet.visibility != 0 or (info is not None and bool(info.hidden))
        yield merged_row(index + 1, found, merges, is_hidden=is_hidden, comments=tuple(comments.get(index, ())))


def _value(cell: xlrd.sheet.Cell, datemode: int) -> CellValue:
    if cell.ctype == xlrd.XL_CELL_DATE:
        return _moment(float(cell.value), datemode)
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return bool(cell.value)
    if cell.ctype in (xlrd.XL_CELL_TEXT, xlrd.XL_CELL_NUMBER):
        return cell.value  # type: ignore[no-any-return]  # xlrd has no types: a text or a float
    return None


def _moment(value: float, datemode: int) -> datetime | time | float:
    """Day and clock time; a bare clock time; the number itself where no such day exists."""
    if 0 <= value < 1:
        return (datetime(2000, 1, 1) + timedelta(days=value)).time().replace(microsecond=0)
    try:
        return xlrd.xldate.xldate_as_datetime(value, datemode)  # type: ignore[no-any-return]  # no types
    except (ValueError, ArithmeticError, xlrd.xldate.XLDateError):
        return value


def _scanned_rows(sheet: xlrd.sheet.Sheet, held: set[int]) -> Iterator[Row]:
    merges = Merges.of((top, left, top, right - 1) for top, _, left, right in sheet.merged_cells)
    for index in range(sheet.nrows):
        found = [cell_text(_value(cell, 0)) for cell in sheet.row(index)]
        yield merged_row(index + 1, found, merges, is_hidden=False)
    for index in sorted(held - set(range(sheet.nrows))):
        yield Row(index + 1, ("?",))


def _rows_with_cells(file: Path) -> list[set[int]]:
    """Indexes of rows that hold a cell, by worksheet; nothing where the records can't be walked."""
    content = file.read_bytes()
    start, end = 0, len(content)
    if content.startswith(_CONTAINER):
        try:
            container = CompDoc(content, logfile=io.StringIO(), ignore_workbook_corruption=True)
            content, start, size = next(
                place for name in ("Workbook", "Book") if (place := container.locate_named_stream(name))[0]
            )
        except (*_TROUBLE, StopIteration):
            return []
        end = start + size
    places = []
    for kind, body in _raw_records(content, start, end):
        if kind == _BOUNDSHEET and len(body) >= 6 and body[5] & 0x0F == 0:
            places.append(struct.unpack_from("<I", body)[0])
        elif kind == _EOF:
            break
    return [_cell_rows(content, start + place, end) for place in places]


def _cell_rows(content: bytes, start: int, end: int) -> set[int]:
    rows, depth = set(), 0
    for kind, body in _raw_records(content, start, end):
        if kind in _BOF:
            depth += 1
        elif kind == _EOF:
            depth -= 1
            if depth <= 0:
                break
        elif depth == 1 and kind in _CELLS and len(body) >= 6:
            rows.add(struct.unpack_from("<H", body)[0])
    return rows


def _raw_records(content: bytes, start: int, end: int) -> Iterator[tuple[int, bytes]]:
    while start + 4 <= end:
        kind, size = struct.unpack_from("<HH", content, start)
        yield kind, content[start + 4 : start + 4 + size]
        start += 4 + size
