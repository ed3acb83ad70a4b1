"""Tables of a web page saved under the ending .xls, as web systems hand out "Excel".

Read by lxml, counted by Python's html.parser. Every outermost table is a sheet (`table1`, `table2` …); cells with
`rowspan` are merged cells; a table inside a cell is text of the cell.

**Source:** WHATWG HTML 4.9 (tables); Microsoft Office HTML (`x:num`, `urn:schemas-microsoft-com:office:excel`).
"""

import re
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from pathlib import Path

from lxml import etree

from sources.tables.cells import Row, cell_text, written_text
from sources.tables.merged import Merges, merged_row
from sources.text_blocks import text_blocks, text_encoding

# Possessive: a head full of comments or line ends must not be parted in all possible ways.
_START = re.compile(
    r"\ufeff?(?:\s++|<\?xml[^>]*+>|<!--(?:(?!-->).)*+-->|<!doctype html[^>]*+>|<meta[^>]*+>)*+<(?:html|table|style)\b",
    re.I | re.S,
)
_TABLE = re.compile(r"<table\b", re.IGNORECASE)
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_NUMBER = "{urn:schemas-microsoft-com:office:excel}num"
_WIDEST_SPAN = 1_000
_LONGEST_SPAN = 65_536
# A sign that no text has, for a line end inside a cell.
_LINE_END = "\ue000"
_BLANKS = re.compile(r"[ \t\r\n]+")


def is_html(text: str) -> bool:
    """Whether the text begins as a page with a table."""
    return _START.match(text) is not None and _TABLE.search(text) is not None


def read_sheets(file: Path, problems: list[str]) -> Iterator[tuple[str, Iterator[Row]]]:
    """The outermost tables in order, each with its rows.

    Args:
        file: The page.
        problems: Takes a sentence where the file ends inside a character.
    """
    encoding, is_cut = _encoding(file)
    if is_cut:
        problems.append("the file ends inside a character, so it is cut off; ask for a new copy")
    parser = etree.HTMLPullParser(events=("start", "end"), no_network=True, huge_tree=True, remove_comments=True)
    events = _events(file, encoding, parser)
    number = 0
    for event, element in events:
        if event == "start" and element.tag == "table":
            number += 1
            yield f"table{number}", _rows(events)


def scanned_sheets(file: Path) -> Iterator[tuple[str, Iterator[Row]]]:
    """The same by Python's own parser, without what rowspans fill down."""
    return scanned_blocks(text_blocks(file, _encoding(file)[0]))


def scanned_blocks(blocks: Iterable[str]) -> Iterator[tuple[str, Iterator[Row]]]:
    """The outermost tables in the beginning of a page, as far as its text goes."""
    scan = _Scan()
    for block in blocks:
        scan.feed(block)
    scan.close()
    for number, rows in enumerate(scan.tables, start=1):
        yield f"table{number}", iter(rows)


def _encoding(file: Path) -> tuple[str, bool]:
    """The encoding that the page declares where it decodes so, else by the fixed order."""
    with file.open("rb") as stream:
        head = stream.read(4096)
    declared = _CHARSET.search(head)
    name = declared[1].decode().lower() if declared else ""
    if name.startswith(("windows-125", "iso-8859", "koi8", "big5", "shift_jis", "euc-")):
        try:
            file.read_text(encoding=name)
        except (LookupError, UnicodeDecodeError):
            return text_encoding(file)
        return name, False
    return text_encoding(file)


def _events(file: Path, encoding: str, parser: "etree.HTMLPullParser") -> Iterator[tuple[str, etree._Element]]:
    for block in text_blocks(file, encoding):
        parser.feed(block)
        yield from parser.read_events()
    parser.close()
    yield from parser.read_events()


def _rows(events: Iterator[tuple[str, etree._Element]]) -> Iterator[Row]:
    """Rows of the table that has just begun; tables inside its cells are text of the cell."""
    depth, number = 1, 0
    merges = Merges.of(())
    occupied: dict[int, int] = {}
    for event, element in events:
        if element.tag == "table":
            depth += 1 if event == "start" else -1
            if not depth:
                element.clear()
                return
        elif event == "end" and element.tag == "tr" and depth == 1:
            number += 1
            found, ranges = _cells(element, number - 1, occupied)
            for row, fills in Merges.of(ranges).fills.items():
                merges.fills[row].update(fills)
            merges.wide[number] = {left for _, left, _, right in ranges if right > left}
            style = element.get("style", "").replace(" ", "").lower()
            yield merged_row(number, found, merges, is_hidden="display:none" in style)
            element.clear()


def _cells(
    row: etree._Element, index: int, occupied: dict[int, int]
) -> tuple[list[tuple[str, bool]], list[tuple[int, int, int, int]]]:
    """Texts of the cells where they stand beside cells that reach down from above, and merged ranges that begin here.

    Args:
        row: The row.
        index: Its number from 0.
        occupied: How many rows more a cell from above reaches down, by column; brought up to date.
    """
    found: list[tuple[str, bool]] = []
    ranges = []

    def pass_occupied() -> None:
        while occupied.get(len(found), 0) > 0:
            occupied[len(found)] -= 1
            found.append(("", False))

    for cell in row.iterchildren("td", "th"):
        pass_occupied()
        column, across, down = len(found), _span(cell, "colspan", _WIDEST_SPAN), _span(cell, "rowspan", _LONGEST_SPAN)
        found.append(_text(cell))
        found += [("", False)] * (across - 1)
        if across > 1 or down > 1:
            ranges.append((index, column, index + down - 1, column + across - 1))
            occupied.update(dict.fromkeys(range(column, column + across), down - 1))
    pass_occupied()
    for column in list(occupied):
        # Columns right of the row's last cell are passed by as well.
        if column >= len(found) and occupied[column] > 0:
            occupied[column] -= 1
    return found, ranges


def _text(cell: etree._Element) -> tuple[str, bool]:
    for line_end in cell.iter("br"):
        line_end.text = _LINE_END
    words = _BLANKS.sub(" ", "".join(cell.itertext())).replace(_LINE_END, "\n")
    text, is_lossy = written_text(words)
    number = cell.get("x:num") or cell.get(_NUMBER)
    if is_lossy and number:
        # The page shows 1.38E+10 and keeps the whole number beside it.
        try:
            return cell_text(float(number))
        except ValueError:
            return text, is_lossy
    return text, is_lossy


def _span(cell: etree._Element, name: str, most: int) -> int:
    written = cell.get(name, "1").strip()
    return max(1, min(int(written), most)) if written.isdecimal() else 1


class _Scan(HTMLParser):
    """Tables, rows and cells as they open and close; a new cell or row closes the one before."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[list[Row]] = []
        self._depth = 0
        self._cells: list[str] | None = None
        self._words: list[str] | None = None
        self._wide: set[int] = set()
        self._across = 1
        self._occupied: dict[int, int] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self._depth += 1
            if self._depth == 1:
                self.tables.append([])
                self._occupied = {}
        elif self._depth == 1 and tag == "tr":
            self._close_row()
            self._cells, self._wide = [], set()
        elif self._depth == 1 and tag in ("td", "th"):
            self._close_cell()
            if self._cells is None:
                self._cells, self._wide = [], set()
            spans = dict(attrs)
            self._across = _written_span(spans.get("colspan"), _WIDEST_SPAN)
            down = _written_span(spans.get("rowspan"), _LONGEST_SPAN)
            self._pass_occupied()
            column = len(self._cells)
            if self._across > 1 or down > 1:
                self._occupied.update(dict.fromkeys(range(column, column + self._across), down - 1))
            self._words = []
        elif tag == "br" and self._words is not None:
            self._words.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag == "table" and self._depth:
            if self._depth == 1:
                self._close_row()
            self._depth -= 1
        elif self._depth == 1 and tag == "tr":
            self._close_row()
        elif self._depth == 1 and tag in ("td", "th"):
            self._close_cell()

    def handle_data(self, data: str) -> None:
        if self._words is not None:
            self._words.append(data)

    def close(self) -> None:
        super().close()
        self._close_row()

    def _pass_occupied(self) -> None:
        cells = self._cells if self._cells is not None else []
        while self._occupied.get(len(cells), 0) > 0:
            self._occupied[len(cells)] -= 1
            cells.append("")

    def _close_cell(self) -> None:
        if self._words is not None and self._cells is not None:
            if self._across > 1:
                self._wide.add(len(self._cells))
            self._cells.append(written_text(_BLANKS.sub(" ", "".join(self._words)))[0])
            self._cells += [""] * (self._across - 1)
        self._words = None

    def _close_row(self) -> None:
        self._close_cell()
        if self._cells is not None and self.tables:
            self._pass_occupied()
            for column in self._occupied:
                if column >= len(self._cells) and self._occupied[column] > 0:
                    self._occupied[column] -= 1
            own = [column for column, text in enumerate(self._cells) if text]
            is_banner = len(own) == 1 and own[0] in self._wide
            self.tables[-1].append(Row(len(self.tables[-1]) + 1, tuple(self._cells), is_banner=is_banner))
        self._cells = None


def _written_span(written: str | None, most: int) -> int:
    text = (written or "1").strip()
    return max(1, min(int(text), most)) if text.isdecimal() else 1
