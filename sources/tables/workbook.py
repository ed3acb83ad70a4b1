"""XLSX workbooks: their sheets as rows of text, merged cells filled down, hidden rows and sheets read and marked.

python-calamine reads the cells: it is many times as fast as openpyxl and also tells the merged ranges. The package is
examined by workbook_package before, so that neither a zip bomb nor a stray cell in the last row of a sheet can eat the
memory.

**Source:** ECMA-376 part 1 (SpreadsheetML); formats.md 9.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import python_calamine as calamine

from sources.errors import UnreadableExhibit
from sources.tables.cells import Row, cell_text
from sources.tables.workbook_package import SheetOutline

# A filled-down or dense cell costs about 100 bytes; 20 million of them are a sheet of a million rows and 20 columns.
_MOST_DENSE_CELLS = 20_000_000


@dataclass(frozen=True)
class _Merges:
    """Merged ranges of one sheet: what to fill down, and rows that are one wide cell."""

    sources: dict[int, dict[int, int]]
    wide: dict[int, set[int]]


def read_sheets(file: Path, outlines: list[SheetOutline]) -> Iterator[tuple[SheetOutline, Iterator[Row]]]:
    """The worksheets of a workbook in order, hidden ones included, each with its rows from row 1 on.

    Args:
        file: The workbook.
        outlines: What workbook_package.outlines said of its worksheets.

    Raises:
        UnreadableExhibit: When the workbook can't be opened or a sheet is too wide spread.
    """
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
            yield outline, _rows(sheet, outline)


def _opened(stream: BinaryIO) -> calamine.CalamineWorkbook:
    try:
        return calamine.CalamineWorkbook.from_filelike(stream)
    except calamine.CalamineError as error:
        raise UnreadableExhibit(f"the workbook can't be opened ({type(error).__name__}); ask for a new copy") from error


def _rows(sheet: calamine.CalamineSheet, outline: SheetOutline) -> Iterator[Row]:
    first_column = sheet.start[1] if sheet.start else 0
    merges = _merges(sheet)
    above: dict[int, tuple[str, bool]] = {}
    for number, values in enumerate(sheet.iter_rows(), start=1):
        found = [("", False)] * first_column + [cell_text(value) for value in values]
        filled = set()
        for column, top in merges.sources.get(number, {}).items():
            if column >= len(found):
                found += [("", False)] * (column + 1 - len(found))
            if number == top:
                above[column] = found[column]
            elif not found[column][0]:
                found[column] = above.get(column, ("", False))
                filled.add(column)
        texts = tuple(text for text, _ in found)
        own = [column for column, text in enumerate(texts) if text and column not in filled]
        yield Row(
            number,
            texts,
            frozenset(column for column, (_, is_lossy) in enumerate(found) if is_lossy),
            frozenset(filled),
            is_banner=len(own) == 1 and own[0] in merges.wide.get(number, set()),
            is_hidden=outline.is_hidden or number in outline.hidden_rows,
        )


def _merges(sheet: calamine.CalamineSheet) -> _Merges:
    """Rows and columns (rows from 1, columns from 0) that merged ranges concern; cells fill down their first column."""
    sources: dict[int, dict[int, int]] = defaultdict(dict)
    wide: dict[int, set[int]] = defaultdict(set)
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or []:
        if right > left:
            wide[top + 1].add(left)
        # Whole columns merged by accident would otherwise fill a million rows.
        for row in range(top, min(bottom, sheet.total_height) + 1) if bottom > top else ():
            sources[row + 1][left] = top + 1
    return _Merges(sources, wide)
