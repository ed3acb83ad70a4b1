"""Writes small workbooks whose bytes depend on their cells alone: fixed properties, fixed times inside the archive."""

import io
import zipfile
from datetime import datetime
from pathlib import Path

from openpyxl import Workbook

# Some instant is required; it means nothing.
_MOMENT = datetime(2023, 1, 1)
_ARCHIVE_MOMENT = (2023, 1, 1, 0, 0, 0)


def write_workbook(file: Path, sheets: dict[str, list[list[str]]], merged: dict[str, list[str]] | None = None) -> None:
    """Write sheets of text cells.

    Args:
        file: Where to.
        sheets: Rows of cells by sheet name; empty cells stay empty.
        merged: Cell ranges to merge by sheet name.
    """
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row, cells in enumerate(rows, start=1):
            for column, text in enumerate(cells, start=1):
                if text:
                    # As text, so that long numbers keep their digits.
                    sheet.cell(row, column, text).number_format = "@"
        for cell_range in (merged or {}).get(title, []):
            sheet.merge_cells(cell_range)
    book.properties.creator = "synthetic"
    book.properties.created = book.properties.modified = _MOMENT
    raw = io.BytesIO()
    book.save(raw)
    file.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target:
        for name in sorted(source.namelist()):
            content = source.read(name)
            if name == "docProps/core.xml":
                content = _unstamped(content)
            member = zipfile.ZipInfo(name, _ARCHIVE_MOMENT)
            member.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(member, content)


def _unstamped(core: bytes) -> bytes:
    # openpyxl writes the time of saving over the one that was set.
    start = core.index(b">", core.index(b"<dcterms:modified")) + 1
    end = core.index(b"</dcterms:modified>")
    return core[:start] + f"{_MOMENT:%Y-%m-%dT%H:%M:%S}Z".encode() + core[end:]
