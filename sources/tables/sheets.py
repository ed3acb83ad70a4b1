"""The sheets of a table file, whatever holds them: workbooks old and new, XML, web pages, delimited text.

Containers are told by their content, never by the ending: "Excel" files from web systems are often HTML or XML.

**Source:** formats.md 9.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from sources.reading import head_text
from sources.tables import delimited, workbook, workbook_html, workbook_package, workbook_xls, workbook_xml
from sources.tables.cells import Row
from sources.tables.layout import HEAD_ROWS, find_layout
from sources.text_blocks import text_encoding

Container = Literal["xlsx", "xls", "xml", "html", "text"]
Sheets = Iterator[tuple[str, Iterator[Row]]]

ZIP_MARK = b"PK\x03\x04"
_HEAD_BYTES = 64 * 1024


@dataclass(frozen=True)
class TextTable:
    """How a delimited file has to be read."""

    encoding: str
    delimiter: str
    quotes_are_signs: bool
    is_cut: bool


def container_of(file: Path, first_bytes: bytes | None = None) -> Container | None:
    """What holds the table; None for a zip file or document that is no workbook, and for binary files."""
    if first_bytes is None:
        with file.open("rb") as stream:
            first_bytes = stream.read(_HEAD_BYTES)
    if first_bytes.startswith(ZIP_MARK):
        return "xlsx"
    if first_bytes.startswith(workbook_xls.SIGNATURES):
        return "xls" if workbook_xls.is_xls(file, first_bytes) else None
    text = head_text(first_bytes)
    if text is None:
        return None
    if workbook_xml.is_xml_workbook(text):
        return "xml"
    return "html" if workbook_html.is_html(text) else "text"


def read_sheets(file: Path, problems: list[str]) -> Sheets:
    """Names (`""` for delimited text) and rows of all sheets.

    Args:
        file: The file.
        problems: Takes sentences about damage that didn't stop the reading.

    Raises:
        UnreadableExhibit: When the file can't be opened or decoded.
    """
    match container_of(file):
        case "xlsx":
            for outline, rows in workbook.read_sheets(file, workbook_package.outlines(file)):
                yield outline.name, rows
        case "xls":
            yield from workbook_xls.read_sheets(file, problems)
        case "xml":
            yield from workbook_xml.read_sheets(file, problems)
        case "html":
            yield from workbook_html.read_sheets(file, problems)
        case _:
            table = text_table(file)
            if table.quotes_are_signs:
                problems.append(
                    "a quotation mark opens a cell and is never closed, so quotation marks were read as plain signs"
                )
            if table.is_cut:
                problems.append("the file ends inside a character, so it is cut off; ask for a new copy")
            quotes = table.quotes_are_signs
            yield "", delimited.read_rows(file, table.encoding, table.delimiter, quotes_are_signs=quotes)


def scanned_sheets(file: Path, last_row: int | None = None) -> Sheets:
    """The same by a second parser, for counting and sniffing: texts and wide cells, no dates.

    Args:
        file: The file.
        last_row: Last row wanted of a sheet, where the container allows to stop; None for all.

    Raises:
        UnreadableExhibit: When the file can't be opened or decoded.
    """
    match container_of(file):
        case "xlsx":
            yield from workbook_package.scanned_rows(file, last_row)
        case "xls":
            yield from workbook_xls.scanned_sheets(file)
        case "xml":
            yield from workbook_xml.scanned_sheets(file)
        case "html":
            yield from workbook_html.scanned_sheets(file)
        case _:
            table = text_table(file)
            quotes = table.quotes_are_signs
            yield "", delimited.scanned_rows(file, table.encoding, table.delimiter, quotes_are_signs=quotes)


def text_table(file: Path) -> TextTable:
    """How a delimited file has to be read.

    Raises:
        UndecodableText: When no encoding fits.
    """
    encoding, is_cut = text_encoding(file)
    with file.open(encoding=encoding, newline="", errors="ignore") as stream:
        delimiter = delimiter_of(stream.read(_HEAD_BYTES))
    return TextTable(encoding, delimiter, delimited.has_unclosed_quote(file, encoding, delimiter), is_cut)


def delimiter_of(text: str) -> str:
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
