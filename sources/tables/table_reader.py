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
from sources.record import BATCH_ROWS, BatchBuilder, EndOfExhibit, Exhibit, Head, Reading, RecordBatch
from sources.tables import delimited, workbook_html, workbook_package, workbook_xls, workbook_xml
from sources.tables.layout import HEAD_ROWS, Layout, TableKind, find_layout
from sources.tables.mapping import mapping_of
from sources.tables.records import NO_LAYOUT, add_record, records
from sources.tables.row_values import TableContext
from sources.tables.sheets import ZIP_MARK, container_of, delimiter_of, read_sheets, scanned_sheets
from sources.tables.text_columns import SheetBatches, batches_in_columns, sheet_in_columns


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
    has_rows = False
    for batch in chain(_batches(exhibit, builder, problems), _last(builder)):
        has_rows = has_rows or batch.record_count + batch.rejected_count > 0
        yield batch
    if not has_rows:
        yield EndOfExhibit("empty", "the table has headings but no rows")
    elif problems:
        yield EndOfExhibit("partial", "; ".join(dict.fromkeys(problems)))
    else:
        yield EndOfExhibit("read")


def _batches(exhibit: Exhibit, builder: BatchBuilder, problems: list[str]) -> Iterator[RecordBatch]:
    mapping = mapping_of(exhibit, problems)
    if container_of(exhibit.file) == "text":
        in_columns = batches_in_columns(exhibit, builder, problems, mapping)
        if in_columns is not None:
            yield from in_columns
            return
    known_accounts: set[str] = set()
    for name, rows in read_sheets(exhibit.file, problems):
        context = TableContext(exhibit, builder, name, NO_LAYOUT, known_accounts)
        found = sheet_in_columns(rows, context, problems, mapping)
        if isinstance(found, SheetBatches):
            yield from found.batches
            continue
        for row, layout in records(found, name, problems, mapping):
            add_record(row, name, layout, TableContext(exhibit, builder, name, layout or NO_LAYOUT, known_accounts))
            if builder.row_count >= BATCH_ROWS:
                yield builder.take()


def _last(builder: BatchBuilder) -> Iterator[RecordBatch]:
    batch = builder.take()
    if batch.tables:
        yield batch


def count_table(exhibit: Exhibit) -> int:
    """The rows that are records, from a second parse of the bytes: own CSV scan, or the XML inside the workbook."""
    mapping = mapping_of(exhibit, [])
    return sum(1 for name, rows in scanned_sheets(exhibit.file) for _ in records(rows, name, [], mapping))


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
