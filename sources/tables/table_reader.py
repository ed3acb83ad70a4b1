"""Reads tables of people and accounts: opens the file, finds each sheet's layout, hands its rows on, accounts for all.

A workbook may hold a registration table on one sheet and a nickname list on the next: every sheet is read as what it
is, whichever of the two formats claimed the file.
"""

import zipfile
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from itertools import chain, islice
from pathlib import Path

from sources.errors import UnreadableExhibit
from sources.reading import head_text
from sources.record import BATCH_ROWS, BatchBuilder, EndOfExhibit, Exhibit, Head, Reading
from sources.tables import delimited, workbook_html, workbook_package, workbook_xls, workbook_xml
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
from sources.tables.mapping import TableMapping, mapping_of
from sources.tables.nickname_rows import add_list_row
from sources.tables.registration_rows import add_registration_row
from sources.tables.row_values import TableContext
from sources.tables.sheets import ZIP_MARK, container_of, delimiter_of, read_sheets, scanned_sheets

_UNKNOWN_HEADINGS = "no heading of this sheet is known, so the row can't be read"
# In delimited text that is a delimiter inside an unquoted cell: all cells behind it stand under wrong headings.
_SHIFTED = "the row has more cells than there are headings, so its cells can't be told apart; quote the cell in a copy"
_ROW_READERS = {"registration": add_registration_row, "list": add_list_row}


def table_kind(head: Head) -> TableKind | None:
    """What table of people or accounts the file is, by the headings of its first sheet that has known ones."""
    for layout in _layouts_of_head(head):
        if layout is not None and layout.kind is not None:
            return layout.kind
    return None


def is_unsound_workbook(head: Head) -> bool:
    """Whether the file is a workbook that can't be opened safely, so that reading it will say what is wrong."""
    if head.file is None:
        return False
    if head.first_bytes.startswith(workbook_xls.SIGNATURES):
        return workbook_xls.is_xls(head.file, head.first_bytes) and not _opens(head.file)
    if not head.first_bytes.startswith(ZIP_MARK):
        return False
    if not workbook_package.is_workbook(head.file):
        return b"xl/" in head.first_bytes and not zipfile.is_zipfile(head.file)
    return not _opens(head.file)


def _opens(file: Path) -> bool:
    try:
        for _, rows in scanned_sheets(file, HEAD_ROWS):
            deque(rows, maxlen=0)
    except UnreadableExhibit:
        return False
    return True


def read_table(exhibit: Exhibit) -> Reading:
    """The records of all sheets of a workbook, or of a delimited file.

    Raises:
        UnreadableExhibit: When the file can't be opened or decoded.
    """
    problems: list[str] = []
    builder = BatchBuilder(exhibit.exhibit_id)
    known_accounts: set[str] = set()
    record_count = rejected_count = 0
    mapping = mapping_of(exhibit, problems)
    for name, rows in read_sheets(exhibit.file, problems):
        for row, layout in _records(rows, name, problems, mapping):
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
    mapping = mapping_of(exhibit, [])
    return sum(1 for name, rows in scanned_sheets(exhibit.file) for _ in _records(rows, name, [], mapping))


def _records(
    rows: Iterator[Row], sheet: str, problems: list[str], mapping: TableMapping | None = None
) -> Iterator[tuple[Row, Layout | None]]:
    """The rows of a sheet that are records, each with the layout that holds for it; None where none was found."""
    head: list[Row] = []
    for row in rows:
        head.append(row)
        if row.number >= HEAD_ROWS:
            break
    said = mapping.of_sheet(sheet) if mapping is not None else None
    layout = find_layout(head, said)
    where = f"sheet {sheet}: " if sheet else ""
    if layout is None or layout.kind is None:
        if any(row.own for row in head):
            problems.append(
                f"{where}no heading is known; say what the columns hold in a mapping file beside it (docs/adding.md)"
            )
        yield from ((row, None) for row in chain(head, rows) if row.own)
        return
    _tell_conflicts(layout, where, problems)
    if layout.missing and mapping is not None:
        problems.append(f"{where}{mapping.file_name} names columns that aren't there: {', '.join(layout.missing)}")
    for row in chain(head, rows):
        if row.number <= layout.last_heading_row:
            continue
        kind = row_kind(row, layout)
        if kind == "heading" and is_heading_row(row):
            layout = layout_of_heading(row, layout, said)
            _tell_conflicts(layout, where, problems)
        elif kind == "record":
            yield row, layout


def _tell_conflicts(layout: Layout, where: str, problems: list[str]) -> None:
    for labels in layout.conflicts:
        named = " and ".join(" ".join(label.split()) for label in labels)
        problems.append(
            f"{where}the columns {named} claim the same thing and neither was used as a key; say which one holds it in "
            "a mapping file beside the table (docs/adding.md)"
        )


def _layouts_of_head(head: Head) -> Iterator[Layout | None]:
    """The layouts of the first rows; pages and XML are looked at no further than the head goes."""
    if head.file is None and head.first_bytes.startswith((ZIP_MARK, *workbook_xls.SIGNATURES)):
        return
    container = container_of(head.file or Path(), head.first_bytes)
    text = head_text(head.first_bytes) or ""
    if container == "text":
        yield find_layout(delimited.head_rows(text, delimiter_of(text), HEAD_ROWS))
    elif container == "html":
        yield from (find_layout(list(rows)) for _, rows in workbook_html.scanned_blocks([text]))
    elif container == "xml":
        yield from (find_layout(list(rows)) for _, rows in workbook_xml.scanned_chunks([head.first_bytes]))
    elif container is not None and head.file is not None:
        if container == "xlsx" and not workbook_package.is_workbook(head.file):
            return
        # A damaged workbook is still a workbook: reading it says what is wrong.
        with suppress(UnreadableExhibit):
            for _, rows in scanned_sheets(head.file, HEAD_ROWS):
                yield find_layout(list(islice(rows, HEAD_ROWS)))
