"""Reads tables of people and accounts: opens the file, finds each sheet's layout, hands its rows on, accounts for all.

A workbook may hold a registration table on one sheet and a nickname list on the next: every sheet is read as what it
is, whichever of the two formats claimed the file.
"""

import zipfile
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from sources.errors import UnreadableExhibit
from sources.reading import head_text
from sources.record import BATCH_ROWS, BatchBuilder, EndOfExhibit, Exhibit, Head, Reading
from sources.tables import delimited, workbook, workbook_package
from sources.tables.cells import Row
from sources.tables.layout import (
    HEAD_ROWS,
    Layout,
    TableKind,
    find_layout,
    is_heading_row,
    layout_of_heading,
    row_kind,
)
from sources.tables.nickname_rows import add_list_row
from sources.tables.registration_rows import add_registration_row
from sources.tables.row_values import TableContext
from sources.text_blocks import text_encoding

_ZIP_MARK = b"PK\x03\x04"
_HEAD_CHARACTERS = 64 * 1024
_UNKNOWN_HEADINGS = "no heading of this sheet is known, so the row can't be read"
# In delimited text that is a delimiter inside an unquoted cell: all cells behind it stand under wrong headings.
_SHIFTED = "the row has more cells than there are headings, so its cells can't be told apart; quote the cell in a copy"
_ROW_READERS = {"registration": add_registration_row, "list": add_list_row}


@dataclass(frozen=True)
class _TextTable:
    """How a delimited file has to be read."""

    encoding: str
    delimiter: str
    quotes_are_signs: bool
    is_cut: bool


def table_kind(head: Head) -> TableKind | None:
    """What table of people or accounts the file is, by the headings of its first sheet that has known ones."""
    for layout in _layouts_of_head(head):
        if layout is not None and layout.kind is not None:
            return layout.kind
    return None


def is_unsound_workbook(head: Head) -> bool:
    """Whether the file is a workbook that can't be opened safely, so that reading it will say what is wrong."""
    if not head.first_bytes.startswith(_ZIP_MARK) or head.file is None:
        return False
    if not workbook_package.is_workbook(head.file):
        return b"xl/" in head.first_bytes and not zipfile.is_zipfile(head.file)
    try:
        for _, rows in workbook_package.scanned_rows(head.file, HEAD_ROWS):
            deque(rows, maxlen=0)
    except UnreadableExhibit:
        return True
    return False


def read_table(exhibit: Exhibit) -> Reading:
    """The records of all sheets of a workbook, or of a delimited file.

    Raises:
        UnreadableExhibit: When the file can't be opened or decoded.
    """
    problems: list[str] = []
    builder = BatchBuilder(exhibit.exhibit_id)
    known_accounts: set[str] = set()
    record_count = rejected_count = 0
    for name, rows in _sheets(exhibit.file, problems):
        for row, layout in _records(rows, name, problems):
            if layout is None or layout.kind is None:
                builder.reject(f"row:{name}!{row.number}" if name else f"row:{row.number}", _UNKNOWN_HEADINGS)
            elif not name and row.own[-1] >= layout.width:
                builder.reject(f"row:{row.number}", _SHIFTED)
            else:
                _ROW_READERS[layout.kind](row, TableContext(exhibit, builder, name, layout, known_accounts))
            if builder.row_count >= BATCH_ROWS:
                batch = builder.take()
                record_count, rejected_count = record_count + batch.record_count, rejected_count + batch.rejected_count
                yield batch
    batch = builder.take()
    record_count, rejected_count = record_count + batch.record_count, rejected_count + batch.rejected_count
    if batch.tables:
        yield batch
    if not record_count and not rejected_count:
        yield EndOfExhibit("empty", "the table has headings but no rows")
    elif problems:
        yield EndOfExhibit("partial", "; ".join(dict.fromkeys(problems)))
    else:
        yield EndOfExhibit("read")


def count_table(exhibit: Exhibit) -> int:
    """The rows that are records, from a second parse of the bytes: own CSV scan, or the XML inside the workbook."""
    return sum(1 for _, rows in _scanned_sheets(exhibit.file) for row, layout in _records(rows, "", []))


def _records(rows: Iterator[Row], sheet: str, problems: list[str]) -> Iterator[tuple[Row, Layout | None]]:
    """The rows of a sheet that are records, each with the layout that holds for it; None where none was found."""
    head: list[Row] = []
    for row in rows:
        head.append(row)
        if row.number >= HEAD_ROWS:
            break
    layout = find_layout(head)
    where = f"sheet {sheet}: " if sheet else ""
    if layout is None or layout.kind is None:
        if any(row.own for row in head):
            problems.append(
                f"{where}no heading is known; name the columns (name, nickname, phone …) in a copy and add it"
            )
        yield from ((row, None) for row in chain(head, rows) if row.own)
        return
    _tell_conflicts(layout, where, problems)
    for row in chain(head, rows):
        if row.number <= layout.last_heading_row:
            continue
        kind = row_kind(row, layout)
        if kind == "heading" and is_heading_row(row):
            layout = layout_of_heading(row, layout)
            _tell_conflicts(layout, where, problems)
        elif kind == "record":
            yield row, layout


def _tell_conflicts(layout: Layout, where: str, problems: list[str]) -> None:
    for labels in layout.conflicts:
        named = " and ".join(" ".join(label.split()) for label in labels)
        problems.append(
            f"{where}the columns {named} claim the same thing and neither was used as a key; rename one in a copy and "
            "add the copy beside the original"
        )


def _sheets(file: Path, problems: list[str]) -> Iterator[tuple[str, Iterator[Row]]]:
    if _is_zip(file):
        for outline, rows in workbook.read_sheets(file, workbook_package.outlines(file)):
            yield outline.name, rows
        return
    table = _text_table(file)
    if table.quotes_are_signs:
        problems.append(
            "a quotation mark opens a cell and is never closed, so quotation marks were read as plain signs"
        )
    if table.is_cut:
        problems.append("the file ends inside a character, so it is cut off; ask for a new copy")
    yield "", delimited.read_rows(file, table.encoding, table.delimiter, quotes_are_signs=table.quotes_are_signs)


def _scanned_sheets(file: Path) -> Iterator[tuple[str, Iterator[Row]]]:
    if _is_zip(file):
        yield from workbook_package.scanned_rows(file)
        return
    table = _text_table(file)
    yield "", delimited.scanned_rows(file, table.encoding, table.delimiter, quotes_are_signs=table.quotes_are_signs)


def _text_table(file: Path) -> _TextTable:
    encoding, is_cut = text_encoding(file)
    with file.open(encoding=encoding, newline="", errors="ignore") as stream:
        delimiter = _delimiter(stream.read(_HEAD_CHARACTERS))
    return _TextTable(encoding, delimiter, delimited.has_unclosed_quote(file, encoding, delimiter), is_cut)


def _delimiter(text: str) -> str:
    """The delimiter that the file declares, else the one under which most headings are known; tab for one column."""
    lines = text.splitlines()
    if lines and (declared := delimited.declared_delimiter(lines[0])):
        return declared
    known = {}
    for delimiter in delimited.DELIMITERS:
        layout = find_layout(delimited.head_rows(text, delimiter, HEAD_ROWS))
        known[delimiter] = len(layout.labels) if layout is not None else 0
    best = max(known, key=lambda delimiter: known[delimiter])
    return best if known[best] > 1 else "\t"


def _layouts_of_head(head: Head) -> Iterator[Layout | None]:
    if head.first_bytes.startswith(_ZIP_MARK):
        if head.file is None or not workbook_package.is_workbook(head.file):
            return
        # A damaged workbook is still a workbook: reading it says what is wrong.
        with suppress(UnreadableExhibit):
            for _, rows in workbook_package.scanned_rows(head.file, HEAD_ROWS):
                yield find_layout(list(rows))
        return
    text = head_text(head.first_bytes)
    if text:
        yield find_layout(delimited.head_rows(text, _delimiter(text), HEAD_ROWS))


def _is_zip(file: Path) -> bool:
    with file.open("rb") as stream:
        return stream.read(len(_ZIP_MARK)) == _ZIP_MARK
