"""XLSX workbooks: their sheets as rows of text, merged cells filled down, hidden rows and sheets read and marked.

python-calamine reads the cells: it is many times as fast as openpyxl and also tells the merged ranges. The package is
examined by workbook_package before, so that neither a zip bomb nor a stray cell in the last row of a sheet can eat the
memory.

**Source:** ECMA-376 part 1 (SpreadsheetML); formats.md 9.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import python_calamine as calamine

from sources.errors import UnreadableExhibit
from sources.tables.cells import CellValue, Row, cell_text
from sources.tables.merged import Merges, merged_row
from sources.tables.workbook_package import SheetOutline

# A filled-down or dense cell costs about 100 bytes; 20 million of them are a sheet of a million rows and 20 columns.
_MOST_DENSE_CELLS = 20_000_000


def read_sheets(file: Path, outlines: list[SheetOutline]) -> Iterator[tuple[SheetOutline, Iterator[Row]]]:
    """The worksheets of a workbook in order, hidden ones included, each with its rows from row 1 on.

    Args:
        file: The workbook.
        outlines: What workbook_package.outlines said of its worksheets.

    Raises:
        UnreadableExhibit: When the workbook can't be opened or a sheet is too wide spread.
    """
    for outline, sheet in _sheets(file, outlines):
        yield outline, _rows(sheet, outline)


def read_values(file: Path, outlines: list[SheetOutline]) -> Iterator[tuple[SheetOutline, Iterator[list[CellValue]]]]:
    """The same with the values of cells as they are stored: words in them are evidence to the last sign.

    Rows come from row 1 on, cells from the first column on.
    """
    for outline, sheet in _sheets(file, outlines):
        first_column = sheet.start[1] if sheet.start else 0
        yield outline, ([None] * first_column + list(values) for values in sheet.iter_rows())


def _sheets(file: Path, outlines: list[SheetOutline]) -> Iterator[tuple[SheetOutline, calamine.CalamineSheet]]:
    # By stream and not by path: from a path calamine believes the ending, and exhibits have none or a wrong one.
    with file.open("rb") as stream, _opened(stream) as workbook:
        for outline in outlines:
            if outline.last_row * outline.last_column > _MOST_DENSE_CELLS:
                raise UnreadableExhibit(
                    f"sheet {outline.name} spans {outline.last_row} rows and {outline.last_column} columns, too many "
                    "to read at once; delete stray cells in a copy and add the copy beside the original"
                )
            try:
                sheet = workbook.get_sheet_by_name(outline.name)
            except calamine.CalamineError as error:
                raise UnreadableExhibit(f"sheet {outline.name} can't be read ({type(error).__name__})") from error
            yield outline, sheet


def _opened(stream: BinaryIO) -> calamine.CalamineWorkbook:
    try:
        return calamine.CalamineWorkbook.from_filelike(stream)
    except calamine.CalamineError as error:
        raise UnreadableExhibit(f"the workbook can't be opened ({type(error).__name__}); ask for a new copy") from error


def _rows(sheet: calamine.CalamineSheet, outline: SheetOutline) -> Iterator[Row]:
    first_column = sheet.start[1] if sheet.start else 0
    merges = Merges.of(
        (top, left, min(bottom, sheet.total_height), right)
        for (top, left), (bottom, right) in sheet.merged_cell_ranges or []
    )
    for number, values in enumerate(sheet.iter_rows(), start=1):
        found = [("", False)] * first_column + [cell_text(value) for value in values]
        is_hidden = outline.is_hidden or number in outline.hidden_rows
        yield merged_row(number, found, merges, is_hidden=is_hidden, comments=tuple(outline.comments.get(number, ())))
