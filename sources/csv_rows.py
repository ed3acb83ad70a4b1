"""Big CSV files as text cells, block by block, and a second way to count their rows.

Everything stays text: typing would turn ids into numbers and dates into times without a word. Rows may be ragged, as
some export tools write them; what a row should look like is the reader's to say.

Blocks whose quotation marks all stand where RFC 4180 wants them are parsed by polars, many times as fast as Python's
csv module and to the same cells; from the first other block on the csv module reads, which forgives what people write.
"""

import codecs
import csv
import re
import sys
from collections.abc import Iterator, Sequence
from io import StringIO
from itertools import chain, islice
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from sources.text_blocks import text_blocks

_BLOCK_ROWS = 20_000
_BLOCK_BYTES = 4 << 20
# A message can hold a long XML text; 16 MiB is far above any and still bounds what a stray quote can swallow.
_LONGEST_CELL = min(16 << 20, sys.maxsize)
_LINE_ENDS = re.compile(r"\n+")
_QUOTE, _COMMA, _LF, _CR = b'",\n\r'
_SIGNS = np.zeros(256, dtype=bool)
_SIGNS[[_QUOTE, _COMMA, _LF]] = True


class CsvTable:
    """One CSV file: its heading, then its rows.

    Attributes:
        heading: The names in the first row, without a byte-order mark and spaces; empty for an empty file.
        ends_inside_quote: Whether the file ends inside a quoted cell; known when all blocks were taken.
    """

    def __init__(self, file: Path, encoding: str) -> None:
        self._file, self._encoding = file, encoding
        self.ends_inside_quote = False
        csv.field_size_limit(_LONGEST_CELL)
        with file.open("r", encoding=encoding, newline="", errors="ignore") as stream:
            try:
                first: list[str] = next(filter(None, csv.reader(stream)), [])
            except csv.Error:
                first = []
        self.heading = [name.strip("\ufeff \t") for name in first]

    def blocks(self, names: Sequence[str] | None = None, wanted: Sequence[str] | None = None) -> Iterator[pl.DataFrame]:
        """The rows behind the heading; empty lines are skipped.

        Args:
            names: Names of the columns, when they aren't the heading's; cells beyond them are left out.
            wanted: Those of them that are wanted; None for all.

        Columns:
            row: Number of the row from 1; the heading is row 1.
            width: How many cells the row has.
            ...: The cells by name, null where the row is too short.

        Raises:
            csv.Error: When a cell is longer than any message, as after a quote that was never closed.
        """
        numbered = enumerate(self.heading if names is None else names)
        named = {name: index for index, name in numbered if wanted is None or name in wanted}
        number = 1
        pieces = _pieces(self._file, self._encoding)
        held = b""
        for piece in pieces:
            data = held + piece
            end, widths = _regular_rows(data)
            if widths is None or len(data) - end > _LONGEST_CELL:
                held = data
                break
            if len(widths):
                yield _without_heading(_parsed(data[:end], widths, named, number), number)
                number += len(widths)
            held = data[end:]
        lines = _lines(held, pieces)
        for rows in self._irregular(lines):
            yield _without_heading(_by_name(rows, named, number), number)
            number += len(rows)

    def _irregular(self, lines: Iterator[str]) -> Iterator[list[list[str]]]:
        """Rows as the csv module reads them."""
        csv.field_size_limit(_LONGEST_CELL)
        quote_count = 0

        def counted() -> Iterator[str]:
            nonlocal quote_count
            for line in lines:
                quote_count += line.count('"')
                yield line

        rows = filter(None, csv.reader(counted()))
        failure: csv.Error | None = None
        while failure is None:
            found: list[list[str]] = []
            try:
                found.extend(islice(rows, _BLOCK_ROWS))  # what came before a failing row is kept
            except csv.Error as error:
                failure = error
            if not found:
                break
            yield found
        self.ends_inside_quote = quote_count % 2 == 1
        if failure is not None:
            raise failure


def count_rows(file: Path, encoding: str) -> tuple[int, bool]:
    """Rows by counting line ends outside of quotes, and whether the file ends inside a quote (it is cut off then).

    The second way to look at a file: it knows nothing of cells.
    """
    total, is_inside, ended = 0, False, True
    for block in text_blocks(file, encoding):
        text = block.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
        pieces = text.split('"')
        for index in range(int(is_inside), len(pieces), 2):
            outside = pieces[index]
            if index == 0 and ended:
                outside = outside.lstrip("\n")
            total += len(_LINE_ENDS.findall(outside))
        is_inside ^= len(pieces) % 2 == 0
        ended = not is_inside and text.endswith("\n")
    return total + (not ended), is_inside


def _pieces(file: Path, encoding: str) -> Iterator[bytes]:
    """The file in pieces of UTF-8 without byte-order mark; an incomplete last character is dropped."""
    if encoding not in ("utf-8", "utf-8-sig"):
        for text in text_blocks(file, encoding):
            yield text.encode()
        return
    with file.open("rb") as stream:
        if stream.read(len(codecs.BOM_UTF8)) != codecs.BOM_UTF8:
            stream.seek(0)
        held = b""
        while block := stream.read(_BLOCK_BYTES):
            data = held + block
            cut = len(data) - _torn_length(data)
            held = data[cut:]
            yield data[:cut]


def _torn_length(data: bytes) -> int:
    """How many bytes of a character stand at the end whose other bytes are still to come."""
    for length in range(1, min(3, len(data)) + 1):
        lead = data[-length]
        if lead >= 0xC0:
            whole = 2 if lead < 0xE0 else 3 if lead < 0xF0 else 4
            return length if length < whole else 0
        if lead < 0x80:
            return 0
    return 0


def _regular_rows(data: bytes) -> tuple[int, np.ndarray[Any, Any] | None]:
    """Where the last whole row ends, and the widths of the rows before; None where a sign stands in an odd place.

    Every opening mark must stand behind a comma, a line end or the mark it doubles, every closing one before such.
    """
    if data.count(b"\r") != data.count(b"\r\n") + data.endswith(b"\r") or b"\0" in data:
        return 0, None
    octets = np.frombuffer(data, np.uint8)
    places = np.flatnonzero(_SIGNS[octets])
    signs = octets[places]
    is_quote = signs == _QUOTE
    quotes = places[is_quote]
    if len(quotes) and not _are_in_place(octets, quotes):
        return 0, None
    is_outside = (np.cumsum(is_quote) & 1 == 0) & ~is_quote
    ends = np.flatnonzero(is_outside & (signs == _LF))
    if not len(ends):
        return 0, np.zeros(0, dtype=np.int64)
    line_ends = places[ends]
    lengths = np.diff(line_ends, prepend=-1)
    blank = lengths <= 1
    blank |= (lengths == 2) & (octets[line_ends - 1] == _CR)
    if blank.any():
        return 0, None
    commas = np.cumsum(is_outside & (signs == _COMMA))[ends]
    return int(line_ends[-1]) + 1, np.diff(commas, prepend=0) + 1


def _are_in_place(octets: np.ndarray[Any, Any], quotes: np.ndarray[Any, Any]) -> bool:
    opening, closing = quotes[0::2], quotes[1::2]
    before = octets[np.maximum(opening - 1, 0)]
    opens_well = (opening == 0) | (before == _COMMA) | (before == _LF)
    opens_well[1:] |= opening[1:] - 1 == closing[: len(opening) - 1]
    behind = octets[np.minimum(closing + 1, len(octets) - 1)]
    closes_well = (behind == _COMMA) | (behind == _LF) | (behind == _CR) | (closing == len(octets) - 1)
    is_doubled = closing[: len(opening) - 1] + 1 == opening[1:]
    closes_well[: len(is_doubled)] |= is_doubled
    return bool(opens_well.all() and closes_well.all())


def _parsed(data: bytes, widths: np.ndarray[Any, Any], names: dict[str, int], number: int) -> pl.DataFrame:
    """Regular rows; parsed by polars."""
    cells = pl.read_csv(
        data,
        has_header=False,
        schema={_column(index): pl.String for index in range(max(names.values(), default=0) + 1)},
        columns=[_column(index) for index in sorted(names.values())],
        empty_string_is_null=False,
        extra_columns="ignore",
        missing_columns="insert",
    )
    if cells.height != len(widths):  # the two disagree about what a row is: the csv module decides
        rows = list(filter(None, csv.reader(StringIO(data.decode(), newline=""))))
        return _by_name(rows, names, number)
    numbered = {"row": pl.int_range(number, number + cells.height, eager=True), "width": pl.Series(widths)}
    least = int(widths.min())
    named = [
        cells[_column(index)].alias(name)
        if index < least
        else cells.select(pl.when(numbered["width"] > index).then(pl.col(_column(index))).alias(name))[name]
        for name, index in names.items()
    ]
    return pl.DataFrame([series.alias(name) for name, series in numbered.items()] + named)


def _column(index: int) -> str:
    """The name that polars gives a column without one."""
    return f"column_{index + 1}"


def _by_name(rows: list[list[str]], names: dict[str, int], number: int) -> pl.DataFrame:
    widths = [len(cells) for cells in rows]
    columns = {
        name: pl.Series([cells[index] if len(cells) > index else None for cells in rows], dtype=pl.String)
        for name, index in names.items()
    }
    numbered = pl.int_range(number, number + len(rows), eager=True)
    return pl.DataFrame({"row": numbered, "width": pl.Series(widths, dtype=pl.Int64), **columns})


def _without_heading(rows: pl.DataFrame, number: int) -> pl.DataFrame:
    return rows[1:] if number == 1 else rows


def _lines(held: bytes, pieces: Iterator[bytes]) -> Iterator[str]:
    """The lines that are left, as the csv module wants them; a piece may end within one."""
    rest = b""
    for piece in chain([held], pieces):
        data = rest + piece
        cut = data.rfind(b"\n") + 1
        rest = data[cut:]
        yield from StringIO(data[:cut].decode(), newline="")
    if rest:
        yield from StringIO(rest.decode(), newline="")
