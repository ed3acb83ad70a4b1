"""CSV and its kin: delimited text to rows, every cell as text.

**Source:** RFC 4180 and formats.md 1.3, 9: typing is never guessed; `sep=;` may stand in the first line.

Encodings come from `sources.text_blocks.text_encoding`, so all that opening with "ignore" can leave out is a character
that was cut off at the end of a file.
"""

import csv
import io
import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

from sources.errors import UnreadableExhibit
from sources.tables.cells import Row, written_text

DELIMITERS = ",;\t|"
_SEP_LINE = re.compile(r'"?sep=(.)"?', re.IGNORECASE)
# A quoted cell of more lines than this is a quotation mark that somebody forgot to close.
_LONGEST_CELL_LINES = 50
LONGEST_CELL = 1 << 20


def declared_delimiter(first_line: str) -> str | None:
    """The delimiter that a `sep=;` line declares, else None."""
    found = _SEP_LINE.fullmatch(first_line.strip("\ufeff\r\n "))
    return found[1] if found else None


def head_rows(text: str, delimiter: str, limit: int) -> list[Row]:
    """The first rows of the head of a file, for sniffing."""
    # Not splitlines: it would also part lines at U+2028 and its like, which cells may hold.
    lines = list(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    if lines and declared_delimiter(lines[0]):
        lines = lines[1:]
    return list(islice(_rows(lines, delimiter, quotes_are_signs=False), limit))


def first_line(file: Path, encoding: str) -> str:
    """The first line of the file."""
    with file.open(encoding=encoding, newline="", errors="ignore") as stream:
        return stream.readline(4096)


def has_unclosed_quote(file: Path, encoding: str, delimiter: str) -> bool:
    """Whether a quotation mark opens a cell and is never closed, so that it would swallow the rows behind it."""
    csv.field_size_limit(LONGEST_CELL)
    if not _has_quote(file):
        return False
    with file.open(encoding=encoding, newline="", errors="ignore") as stream:
        lines: list[str] = []
        sign = re.escape(delimiter)
        opening, is_open = _opening(sign), False
        reader = csv.reader(_remembered(stream, lines), delimiter=delimiter)
        try:
            for _ in reader:
                if len(lines) > _LONGEST_CELL_LINES:
                    return True
                if len(lines) > 1:
                    # A row over several lines must be quoted properly, or a stray mark has drawn lines together.
                    deque(csv.reader(lines, delimiter=delimiter, strict=True), maxlen=0)
                elif lines and lines[0].count('"') % 2:
                    is_open = opening.search(_without_closed(lines[0], sign)) is not None
                lines.clear()
        except csv.Error:
            return True
    return is_open


def read_rows(file: Path, encoding: str, delimiter: str, *, quotes_are_signs: bool = False) -> Iterator[Row]:
    """All rows of a delimited file, blank ones included, streamed; a `sep=` line is no row, as in Excel.

    Args:
        file: The file.
        encoding: Its encoding.
        delimiter: Its delimiter.
        quotes_are_signs: Take quotation marks as plain signs, for files where one is never closed.
    """
    with file.open(encoding=encoding, newline="", errors="ignore") as stream:
        if declared_delimiter(stream.readline(4096)) is None:
            stream.seek(0)
        yield from _rows(stream, delimiter, quotes_are_signs=quotes_are_signs)


def scanned_rows(file: Path, encoding: str, delimiter: str, *, quotes_are_signs: bool = False) -> Iterator[Row]:
    """The rows once more, found without the csv module: the independent count walks these.

    A quoted cell begins at the start of a line or behind a delimiter and ends at the first lone quotation mark.
    """
    sign = re.escape(delimiter)
    cell = re.compile(rf'"((?:[^"]|"")*)"[^{sign}]*|([^{sign}]*)')
    opening = _opening(sign)
    pending = ""
    row = 0
    with file.open(encoding=encoding, newline=None, errors="ignore") as stream:
        for number, line in enumerate(stream):
            if number == 0 and declared_delimiter(line):
                continue
            pending += line
            if not quotes_are_signs and pending.count('"') % 2 and opening.search(_without_closed(pending, sign)):
                continue
            row += 1
            yield Row(row, _scanned_cells(pending.rstrip("\n"), cell, delimiter, quotes_are_signs))
            pending = ""
    if pending:
        yield Row(row + 1, _scanned_cells(pending.rstrip("\n"), cell, delimiter, quotes_are_signs))


def _has_quote(file: Path) -> bool:
    with file.open("rb") as stream:
        return any(b'"' in chunk for chunk in iter(lambda: stream.read(1 << 20), b""))


def _remembered(lines: Iterable[str], memory: list[str]) -> Iterator[str]:
    """The lines, each put into `memory` as it passes."""
    for line in lines:
        memory.append(line)
        yield line


def _opening(sign: str) -> re.Pattern[str]:
    """A quotation mark that opens a cell and isn't closed before the end of the text."""
    return re.compile(rf'(?:^|{sign})"(?:[^"]|"")*$')


def _without_closed(text: str, sign: str) -> str:
    """The text with its closed quoted cells emptied."""
    return re.sub(rf'(^|{sign})"(?:[^"]|"")*"(?={sign}|\n|$)', r"\1", text)


def _scanned_cells(line: str, cell: re.Pattern[str], delimiter: str, quotes_are_signs: bool) -> tuple[str, ...]:
    if quotes_are_signs:
        return tuple(written_text(_unquoted(part))[0] for part in line.split(delimiter))
    cells = []
    place = 0
    while place <= len(line) and (found := cell.match(line, place)):
        cells.append(written_text((found[1] or found[2] or "").replace('""', '"'))[0])
        place = found.end() + 1
    return tuple(cells)


def _rows(lines: Iterable[str], delimiter: str, *, quotes_are_signs: bool) -> Iterator[Row]:
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(lines, delimiter=delimiter, quoting=csv.QUOTE_NONE if quotes_are_signs else csv.QUOTE_MINIMAL)
    number = 0
    try:
        for number, cells in enumerate(reader, start=1):
            yield row_of(number, [_unquoted(cell) for cell in cells] if quotes_are_signs else cells)
    except csv.Error as error:
        raise UnreadableExhibit(f"row {number + 1} holds a cell of more than 1 MiB, so this is no table") from error


def row_of(number: int, cells: Sequence[str]) -> Row:
    """A row from its cells as written."""
    texts = [written_text(cell) for cell in cells]
    lossy = frozenset(column for column, (_, is_lossy) in enumerate(texts) if is_lossy)
    return Row(number, tuple(text for text, _ in texts), lossy)


def _unquoted(text: str) -> str:
    return text[1:-1] if len(text) >= 2 and text.startswith('"') and text.endswith('"') else text
