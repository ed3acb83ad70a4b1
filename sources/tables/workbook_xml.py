"""Workbooks saved as XML Spreadsheet 2003, often under the ending .xls: read by lxml, counted by expat.

**Source:** Microsoft Office 2003 XML Reference Schemas, SpreadsheetML (`urn:schemas-microsoft-com:office:spreadsheet`).
"""

import re
from collections.abc import Iterable, Iterator
from html import unescape
from pathlib import Path
from xml.parsers import expat

from lxml import etree

from sources.errors import UnreadableExhibit
from sources.tables.cells import Row, cell_text, written_text
from sources.tables.merged import Merges, merged_row

NAMESPACE = "urn:schemas-microsoft-com:office:spreadsheet"
_SS = f"{{{NAMESPACE}}}"
# Possessive: a head full of comments or line ends must not be parted in all possible ways.
_START = re.compile(
    r"\ufeff?(?:\s++|<\?xml[^>]*+>|<\?mso-[^>]*+>|<!--(?:(?!-->).)*+-->)*+<(?:\w+:)?Workbook\b[^>]*", re.DOTALL
)
_DATE_TIME = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.\d+)?")
_SHEET_MARKS = re.compile(
    rb'<(?:\w+:)?Worksheet\b[^>]*?Name="([^"]*)"|<(?:\w+:)?Visible>Sheet(?:VeryHidden|Hidden)</(?:\w+:)?Visible>'
)
# The schema allows a million rows; columns beyond Excel's last one are damage.
_LAST_COLUMN = 16_384
_CHUNK = 1 << 20
_Range = tuple[int, int, int, int]
_DAMAGED = "the XML breaks off or is damaged, so rows may be missing; ask for a new copy of the file"


def is_xml_workbook(text: str) -> bool:
    """Whether the text begins like one."""
    found = _START.match(text)
    return found is not None and NAMESPACE in found[0]


def read_sheets(file: Path, problems: list[str]) -> Iterator[tuple[str, Iterator[Row]]]:
    """The worksheets in order, each with its rows that have a cell.

    Args:
        file: The workbook.
        problems: Takes a sentence where the XML breaks off.

    Raises:
        UnreadableExhibit: When it declares a document type, as only attacks do.
    """
    hidden = _hidden_sheets(file)
    events = _events(file, problems)
    for event, element in events:
        if event == "start" and element.tag == f"{_SS}Worksheet":
            name = element.get(f"{_SS}Name", "")
            yield name, _rows(events, is_hidden=name in hidden)


def scanned_sheets(file: Path) -> Iterator[tuple[str, Iterator[Row]]]:
    """The same by expat, without merges, hidden marks and comments."""
    with file.open("rb") as stream:
        yield from scanned_chunks(iter(lambda: stream.read(_CHUNK), b""))


def scanned_chunks(chunks: Iterable[bytes]) -> Iterator[tuple[str, Iterator[Row]]]:
    """The sheets in the beginning of a workbook, as far as its bytes go."""
    sheets: list[tuple[str, list[Row]]] = []
    scan = _Scan(sheets)
    parser = expat.ParserCreate(namespace_separator="}")
    parser.StartElementHandler = scan.start
    parser.EndElementHandler = scan.end
    parser.CharacterDataHandler = scan.text
    try:
        for chunk in chunks:
            parser.Parse(chunk)
            # All finished sheets are handed on before more is read.
            while len(sheets) > 1:
                name, rows = sheets.pop(0)
                yield name, iter(rows)
    except expat.ExpatError:
        pass  # the reading says that the file is damaged
    for name, rows in sheets:
        yield name, iter(rows)


def _events(file: Path, problems: list[str]) -> Iterator[tuple[str, etree._Element]]:
    wanted = tuple(f"{_SS}{name}" for name in ("Worksheet", "Row"))
    with file.open("rb") as stream:
        events = etree.iterparse(
            stream,
            events=("start", "end"),
            tag=wanted,
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=True,
        )
        try:
            for event, element in events:
                is_sheet = event == "start" and element.tag == wanted[0]
                if is_sheet and element.getroottree().docinfo.doctype:
                    raise UnreadableExhibit("the XML declares a document type, which no workbook does; not opened")
                yield event, element
                if event == "end":
                    element.clear()
                    while (before := element.getprevious()) is not None:
                        element.getparent().remove(before)
        except etree.XMLSyntaxError:
            problems.append(_DAMAGED)


def _rows(events: Iterator[tuple[str, etree._Element]], *, is_hidden: bool) -> Iterator[Row]:
    merges = Merges.of(())
    number = 0
    for event, element in events:
        if element.tag == f"{_SS}Worksheet":
            return
        if event == "end":
            number = _place(element, number)
            found, ranges, comments = _cells(element, number - 1)
            for row, fills in Merges.of(ranges).fills.items():
                merges.fills[row].update(fills)
            merges.wide[number] = {left for _, left, _, right in ranges if right > left}
            yield merged_row(
                number,
                found,
                merges,
                is_hidden=is_hidden or element.get(f"{_SS}Hidden") == "1",
                comments=tuple(comments),
            )


def _cells(
    row: etree._Element, index: int
) -> tuple[list[tuple[str, bool]], list[tuple[int, int, int, int]], list[str]]:
    """Texts of the cells, merged ranges that begin in the row, comments."""
    found: list[tuple[str, bool]] = []
    ranges, comments = [], []
    for cell in row.iterchildren(f"{_SS}Cell"):
        column = min(_place(cell, len(found)), _LAST_COLUMN) - 1
        found += [("", False)] * (column - len(found))
        data = cell.find(f"{_SS}Data")
        found[column:] = [_text(data) if data is not None else ("", False)]
        across, down = _span(cell, "MergeAcross"), _span(cell, "MergeDown")
        if across or down:
            ranges.append((index, column, index + down, column + across))
            found += [("", False)] * min(across, _LAST_COLUMN - len(found))
        comment = cell.find(f"{_SS}Comment")
        if comment is not None and (words := "".join(comment.itertext()).strip()):
            comments.append(words)
    return found, ranges, comments


def _text(data: etree._Element) -> tuple[str, bool]:
    written = "".join(data.itertext())
    if data.get(f"{_SS}Type") == "Number":
        try:
            return cell_text(int(written) if written.isdecimal() else float(written))
        except ValueError:
            return written_text(written)
    if data.get(f"{_SS}Type") == "Error":
        return "", False
    return written_text(_DATE_TIME.sub(r"\1 \2", written) if data.get(f"{_SS}Type") == "DateTime" else written)


def _place(element: etree._Element, before: int) -> int:
    written = element.get(f"{_SS}Index", "")
    return int(written) if written.isdecimal() and before < int(written) < 1 << 21 else before + 1


def _span(cell: etree._Element, name: str) -> int:
    written = cell.get(f"{_SS}{name}", "0")
    return min(int(written), 1 << 20) if written.isdecimal() else 0


def _hidden_sheets(file: Path) -> set[str]:
    """Names of hidden sheets; the mark stands behind the rows of each."""
    hidden = set()
    name = b""
    overlap = b""
    with file.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            text = overlap + chunk
            kept = max(len(text) - 1024, 0)
            for found in _SHEET_MARKS.finditer(text):
                if found[1] is not None:
                    name = found[1]
                else:
                    hidden.add(unescape(name.decode("utf-8", errors="ignore")))
            overlap = text[kept:] if len(text) > 1024 else text
    return hidden


class _Scan:
    """Collects rows from expat's events."""

    def __init__(self, sheets: list[tuple[str, list[Row]]]) -> None:
        self._sheets = sheets
        self._number = 0
        self._cells: list[str] = []
        self._data: list[str] | None = None
        self._across = 0
        self._wide: set[int] = set()

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.removeprefix(f"{NAMESPACE}}}")
        index = attributes.get(f"{NAMESPACE}}}Index", "")
        if name == "Worksheet":
            self._sheets.append((attributes.get(f"{NAMESPACE}}}Name", ""), []))
            self._number = 0
        elif name == "Row":
            self._number = int(index) if index.isdecimal() and self._number < int(index) < 1 << 21 else self._number + 1
            self._cells, self._across, self._wide = [], 0, set()
        elif name == "Cell":
            is_placed = index.isdecimal() and len(self._cells) < int(index) < 1 << 21
            column = min(int(index) if is_placed else len(self._cells) + 1, _LAST_COLUMN) - 1
            self._cells += [""] * (column + 1 - len(self._cells))
            across = attributes.get(f"{NAMESPACE}}}MergeAcross", "0")
            self._across = min(int(across), _LAST_COLUMN - len(self._cells)) if across.isdecimal() else 0
        elif name == "Data" and self._cells:
            self._data = None if attributes.get(f"{NAMESPACE}}}Type") == "Error" else []

    def text(self, text: str) -> None:
        if self._data is not None:
            self._data.append(text)

    def end(self, tag: str) -> None:
        name = tag.removeprefix(f"{NAMESPACE}}}")
        if name == "Data" and self._data is not None:
            self._cells[-1] = written_text("".join(self._data))[0]
            self._data = None
        elif name == "Cell":
            if self._across:
                self._wide.add(len(self._cells) - 1)
            self._cells += [""] * self._across
            self._across = 0
        elif name == "Row" and self._sheets:
            own = [column for column, text in enumerate(self._cells) if text]
            is_banner = len(own) == 1 and own[0] in self._wide
            self._sheets[-1][1].append(Row(self._number, tuple(self._cells), is_banner=is_banner))
